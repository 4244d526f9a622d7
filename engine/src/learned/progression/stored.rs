//! What foresees markers, as rows of numbers in a file.

use super::forecaster::Forecaster;
use super::generator::margin::Margin;
use super::generator::{Generator, Layers, Scale};
use super::marker::Marker;
use super::shape::{KNOTS, Shape};
use super::trees::{Boosted, Forest, Node};

/// Rows of numbers by their names.
pub(super) fn rows(forecaster: &Forecaster) -> Vec<(String, Vec<f64>)> {
    let mut all = Vec::new();
    match forecaster {
        Forecaster::Trees(markers) => {
            for (number, marker) in markers.iter().enumerate() {
                all.push((format!("marker.{number}.trees"), numbers(&marker.trees)));
                let shapes = marker.shapes.iter().flatten();
                let shapes = shapes.flat_map(|shape| shape.0).collect();
                all.push((format!("marker.{number}.shapes"), shapes));
            }
        }
        Forecaster::Network(network) => {
            let scale = network.scale.0.iter().flat_map(|(mean, sd)| [*mean, *sd]);
            let margins = network.margins.iter().flatten().flat_map(Margin::numbers);
            all.push(("network.scale".to_owned(), scale.collect()));
            all.push(("network.weights".to_owned(), network.weights.clone()));
            all.push(("network.margins".to_owned(), margins.collect()));
        }
    }
    all
}

/// Rows of numbers by their names; empty where there are none.
pub(super) type Get<'a> = &'a dyn Fn(&str) -> Vec<f64>;

/// Core and trees, with their shares.
pub(super) fn trees(
    blends: &[f64],
    get: Get<'_>,
    markers: usize,
) -> Result<Forecaster, &'static str> {
    if blends.len() != markers {
        return Err("weights that do not fit its own schema");
    }
    let marker = |(number, blend): (usize, &f64)| {
        let shape = |numbers: &[f64]| Some(Shape(numbers.try_into().ok()?));
        let shapes = get(&format!("marker.{number}.shapes"));
        let shapes: Option<Vec<Shape>> = shapes.chunks(KNOTS).map(shape).collect();
        let pairs = shapes?
            .chunks_exact(2)
            .map(|pair| [pair[0], pair[1]])
            .collect();
        Some(Marker {
            trees: boosted(&get(&format!("marker.{number}.trees")))?,
            blend: *blend,
            shapes: pairs,
        })
    };
    let whole: Option<Vec<Marker>> = blends.iter().enumerate().map(marker).collect();
    let whole = whole.ok_or("trees that end too soon")?;
    Ok(Forecaster::Trees(whole.into()))
}

/// A network of these layers, of so many markers and lengths of time ahead.
pub(super) fn network(
    layers: Layers,
    get: Get<'_>,
    markers: usize,
    buckets: usize,
) -> Result<Forecaster, &'static str> {
    let pairs = get("network.scale");
    let margins = get("network.margins");
    let margins: Option<Vec<Margin>> = margins.chunks(Margin::SIZE).map(Margin::of).collect();
    let margins = margins.unwrap_or_default();
    let network = Generator {
        layers,
        scale: Scale(
            pairs
                .chunks_exact(2)
                .map(|pair| (pair[0], pair[1]))
                .collect(),
        ),
        weights: get("network.weights"),
        margins: margins.chunks(buckets).map(<[Margin]>::to_vec).collect(),
    };
    match network.is_whole(markers, buckets) {
        true => Ok(Forecaster::Network(network.into())),
        false => Err("a network that does not fit its own layers, or its schema"),
    }
}

/// Trees as a row of numbers.
pub(super) fn numbers(boosted: &Boosted) -> Vec<f64> {
    let mut all = vec![boosted.place, boosted.scatter];
    for forest in &boosted.forests {
        all.push(forest.trees.len() as f64);
        for tree in &forest.trees {
            all.push(tree.len() as f64);
            all.extend(tree.iter().flat_map(Node::numbers));
        }
    }
    all
}

/// Trees from a row of numbers.
pub(super) fn boosted(numbers: &[f64]) -> Option<Boosted> {
    let mut numbers = numbers.iter().copied();
    let (place, scatter) = (numbers.next()?, numbers.next()?);
    let mut forests = [Forest::default(), Forest::default()];
    for forest in &mut forests {
        for _ in 0..numbers.next()? as usize {
            let mut tree = Vec::new();
            for _ in 0..numbers.next()? as usize {
                tree.push(Node::read(&mut numbers)?);
            }
            forest.trees.push(tree);
        }
    }
    Some(Boosted {
        place,
        scatter,
        forests,
    })
}
