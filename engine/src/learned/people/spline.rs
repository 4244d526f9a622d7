//! A rising curve from the unit interval onto itself, in pieces that are ratios of two parabolas
//! (Gregory and Delbourgo 1982, IMA J Numer Anal 2: 123; as a flow Durkan et al., arXiv:1906.04032):
//! where it is steep, drawn shares are many.

use crate::learned::network::layer::{shares, tanh};
use physiology::Real;

/// Pieces. Assumed: as many as libraries of flows take where nothing is said (zuko).
pub const PIECES: usize = 8;

/// Numbers that make a curve: widths, heights, and slopes at all ends.
pub const SIZE: usize = 3 * PIECES + 1;

/// The least width and height of a piece: as the program of those who proposed the flow has it (nflows).
const LEAST: f64 = 1e-3;

/// The logarithm of a slope stays within this. Assumed: four hundred times as steep as none.
const STEEP: f64 = 6.0;

/// One piece of a curve: where it begins, how wide and high it is, its slopes at both ends.
struct Piece<R> {
    from: [R; 2],
    size: [R; 2],
    slopes: [R; 2],
}

/// Widths or heights of all pieces.
fn sizes<R: Real>(made: &[R]) -> Vec<R> {
    let free = R::of(1.0 - LEAST * PIECES as f64);
    (shares(made).into_iter())
        .map(|share| R::of(LEAST) + free * share)
        .collect()
}

fn piece<R: Real>(made: &[R], number: usize) -> Piece<R> {
    let slope = |end: usize| (R::of(STEEP) * tanh(made[2 * PIECES + end] / R::of(STEEP))).exp();
    let (mut from, mut size) = ([R::of(0.0); 2], [R::of(0.0); 2]);
    for (way, made) in made[..2 * PIECES].chunks(PIECES).enumerate() {
        let sizes = sizes(made);
        let before = sizes[..number].iter();
        from[way] = before.fold(from[way], |sum, size| sum + *size);
        size[way] = sizes[number];
    }
    Piece {
        from,
        size,
        slopes: [slope(number), slope(number + 1)],
    }
}

/// The piece in which a share lies: by widths, or by heights.
fn place(made: &[f64], share: f64) -> usize {
    let mut end = 0.0;
    let pieces = sizes(made).into_iter().take_while(|size| {
        end += size;
        end <= share
    });
    pieces.count().min(PIECES - 1)
}

/// The logarithm of the curve's slope where `share` is drawn: of its density. `found` is the piece
/// in which it lies ([`found`]).
pub fn density<R: Real>(made: &[R], share: f64, found: usize) -> R {
    let piece = piece(made, found);
    let steep = piece.size[1] / piece.size[0];
    let along = (R::of(share) - piece.from[0]) / piece.size[0];
    let rest = R::of(1.0) - along;
    let [first, last] = piece.slopes;
    let below = steep + (first + last - R::of(2.0) * steep) * along * rest;
    let above = last * along * along + R::of(2.0) * steep * along * rest + first * rest * rest;
    (steep * steep * above / (below * below)).ln()
}

/// The piece in which a drawn share lies.
pub fn found(made: &[f64], share: f64) -> usize {
    place(&made[..PIECES], share)
}

/// The share at which the curve has a height: of even heights, shares by its density.
pub fn drawn(made: &[f64], height: f64) -> f64 {
    let piece = piece(made, place(&made[PIECES..2 * PIECES], height));
    let steep = piece.size[1] / piece.size[0];
    let [first, last] = piece.slopes;
    let up = height - piece.from[1];
    let bend = up * (first + last - 2.0 * steep);
    let (a, b) = (
        piece.size[1] * (steep - first) + bend,
        piece.size[1] * first - bend,
    );
    let c = -steep * up;
    let along = 2.0 * c / (-b - (b * b - 4.0 * a * c).max(0.0).sqrt());
    (piece.from[0] + along * piece.size[0]).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn a_curve_is_drawn_backwards_as_its_density_says() {
        let chance = Stream::new(1, 0, "test", "spline");
        let made: Vec<f64> = (0..SIZE as u64).map(|k| 1.5 * chance.normal(k)).collect();
        let mut last = 0.0;
        for k in 1..1000 {
            let (height, by) = (f64::from(k) / 1000.0, 1e-7);
            let share = drawn(&made, height);
            assert!(share > last && share < 1.0, "{share} after {last}");
            last = share;
            let slope = 2.0 * by / (drawn(&made, height + by) - drawn(&made, height - by));
            let density = density(&made, share, found(&made, share)).exp();
            assert!((slope / density - 1.0).abs() < 1e-3, "{slope} {density}");
        }
    }
}
