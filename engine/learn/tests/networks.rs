//! Networks trained elsewhere: what another program wrote and worked out (tests/reference/networks).

use engine::learned::Sampler;
use engine::learned::network::file;
use engine::learned::network::layer::Layer;
use engine::learned::network::part::NetworkPart;
use learn::import::import;
use serde_json::Value;

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/reference/networks"
);

fn take(description: &str, weights: &str) -> Result<NetworkPart, Vec<String>> {
    let read = |name: &str| std::fs::read(format!("{FOLDER}/{name}")).expect("a reference file");
    let text = String::from_utf8(read(description)).expect("text");
    told(&text, &read(weights))
}

fn told(text: &str, bytes: &[u8]) -> Result<NetworkPart, Vec<String>> {
    import(("net.toml", text), ("net.safetensors", bytes))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn cases(kind: &str) -> Vec<Value> {
    let text = std::fs::read(format!("{FOLDER}/cases.json")).expect("cases");
    let all: Value = serde_json::from_slice(&text).expect("JSON");
    all[kind].as_array().expect("cases").clone()
}

fn numbers(case: &Value, name: &str) -> Vec<f64> {
    let all = case[name].as_array().expect("numbers").iter();
    all.map(|v| v.as_f64().expect("a number")).collect()
}

fn near(found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len());
    for (a, b) in found.iter().zip(wanted) {
        assert!(
            (a - b).abs() < 1e-12 * (1.0 + b.abs()),
            "{found:?} {wanted:?}"
        );
    }
}

#[test]
fn validated_dense_layers_of_pytorch_and_of_jax_are_those_that_numpy_evaluates() {
    let part = take("dense.toml", "dense.safetensors").expect("a network");
    for case in cases("dense") {
        let x = numbers(&case, "x");
        let y = part.network.run(|k| part.weights[k], &x, &mut [], &[]);
        near(&y, &numbers(&case, "y"));
    }
    let text = std::fs::read_to_string(format!("{FOLDER}/dense.toml")).expect("text");
    let bytes = std::fs::read(format!("{FOLDER}/dense_jax.safetensors")).expect("weights");
    let other = told(
        &text.replacen("clock", "layout = \"jax\"\nclock", 1),
        &bytes,
    );
    assert_eq!(other.expect("a network").weights, part.weights);
}

#[test]
fn validated_a_recurrent_cell_and_couplings_are_those_that_numpy_evaluates() {
    let part = take("flow.toml", "flow.safetensors").expect("a network");
    assert!(matches!(
        part.network.layers[0],
        Layer::Gru { from: 2, size: 4 }
    ));
    let mut memory = vec![0.0; part.network.remembers()];
    for case in cases("flow") {
        let (x, z) = (numbers(&case, "x"), numbers(&case, "z"));
        let y = part.network.run(|k| part.weights[k], &x, &mut memory, &z);
        near(&memory, &numbers(&case, "h"));
        near(&y, &numbers(&case, "y"));
    }
}

#[test]
fn a_network_in_a_file_is_the_same_and_an_altered_one_is_refused() {
    let part = take("flow.toml", "flow.safetensors").expect("a network");
    let bytes = file::write(&part);
    assert_eq!(file::read(&bytes).expect("the same"), part);
    let mut altered = bytes.clone();
    let last = altered.len() - 3;
    altered[last] ^= 1;
    assert!(file::read(&altered).is_err());
    assert!(file::read(&bytes[..bytes.len() - 8]).is_err());
    let unit = String::from_utf8_lossy(&bytes).replace("pmol/L", "pmol/l");
    assert!(file::read(unit.as_bytes()).is_err());
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let text = std::fs::read_to_string(format!("{FOLDER}/dense.toml")).expect("text");
    let bytes = std::fs::read(format!("{FOLDER}/dense.safetensors")).expect("weights");
    let says = |text: &str, what: &str| {
        let faults = told(text, &bytes).expect_err("refused").join("\n");
        assert!(faults.contains(what), "{faults}");
    };
    says(
        &text.replace("\"fc1.weight\"", "\"fc1.weigth\""),
        "did you mean `fc1.weight`?",
    );
    says(
        &text.replace("clock = true", "clock = false"),
        "[5, 4], expected [any, 2]",
    );
    says(
        &text.replace("clock = true", "clock = true\nevery = \"soon\""),
        "\"15 min\"",
    );
    says(
        &text.replace("sd = 40.0", "sd = 0.0"),
        "expected a number above 0",
    );
    says(&text.replace("tanh", "tan"), "unknown variant `tan`");
    for (mean, what) in [
        ("mean = nan", "found mean = NaN"),
        ("range = [-inf, 400.0]", "found range = [-inf, 400]"),
        ("range = [350.0, 50.0]", "found range = [350, 50]"),
    ] {
        says(&text.replace("mean = 150.0", mean), what);
    }
    for every in ["inf min", "1 us"] {
        let every = format!("clock = true\nevery = \"{every}\"");
        says(&text.replace("clock = true", &every), "a second or more");
    }
    // What one fault makes unknown is not told as another.
    let text_of_one = text.replace("\"fc1.weight\"", "\"fc1.weigth\"");
    assert_eq!(told(&text_of_one, &bytes).expect_err("refused").len(), 1);
    let cut = text
        .split("[[layer]]")
        .take(3)
        .collect::<Vec<_>>()
        .join("[[layer]]");
    says(
        &cut,
        "`out.weight` is in net.safetensors, and no layer takes it",
    );
    let faults = told(&text, &bytes[..200]).expect_err("refused").join("\n");
    assert!(faults.contains("net.safetensors"), "{faults}");
    let text = std::fs::read_to_string(format!("{FOLDER}/flow.toml")).expect("text");
    let bytes = std::fs::read(format!("{FOLDER}/flow.safetensors")).expect("weights");
    let twice = text.replace("keeps = [1, 2]", "keeps = [1, 1]");
    let faults = told(&twice, &bytes).expect_err("refused").join("\n");
    assert!(faults.contains("each once"), "{faults}");
}

/// Chance of a sampled part is keyed by patient and visit: the same stream, the same sample.
#[test]
fn a_sampled_network_is_the_same_for_the_same_chance() {
    use engine::learned::Visit;
    use engine::learned::network::part::Asked;
    use engine::random::Stream;
    let part = std::sync::Arc::new(take("flow.toml", "flow.safetensors").expect("a network"));
    let asked = Asked(part.clone());
    let run = |patient: u64| {
        let stream = Stream::new(1, patient, "net", "next state");
        let mut memory = asked.begin(0, &[], &stream);
        let mut x = part.starts();
        for number in 0..4 {
            let at = number as i64 * 900_000_000_000;
            let visit = Visit {
                number,
                at,
                last: at,
                p: &[],
                u: &[140.0, 60.0],
                stream,
            };
            asked.sample(&visit, &mut memory, &mut x);
        }
        x
    };
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}
