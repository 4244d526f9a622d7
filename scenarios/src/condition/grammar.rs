//! The language of files of conditions and procedures, as data.

use crate::grammar::{Key, Kind, Named, Table};

/// A file of a condition or a procedure.
pub static CONDITION: Table = Table {
    name: "the condition",
    meaning: "What befalls a patient, or is done: what becomes of the body, how severe, how fast.",
    keys: &[
        line("title", "What it is called.", "\"Pericardial tamponade\"").required(),
        line(
            "what",
            "What happens in the body.",
            "\"Fluid around the heart presses on all its chambers.\"",
        )
        .required(),
        line(
            "source",
            "Where it was published.",
            "\"Spodick, NEJM 2003;349:684\"",
        )
        .required(),
        Key::new(
            "uncertain",
            Kind::Anything,
            "What is not certain, or left out.",
            "[\"...\"]",
        ),
        Key::new(
            "measure",
            Kind::NamedTables(&MEASURE),
            "By what its severity is measured; scenarios say one or several in `as`.",
            "{ effusion = { within = \"0..1500 mL\", usual = \"300 mL\", meaning = \"fluid\" } }",
        ),
        Key::new(
            "change",
            Kind::Tables(&CHANGE),
            "What becomes of the body.",
            "[{ parameter = \"circulation.effusion\", to = \"effusion\" }]",
        ),
        Key::new(
            "onset",
            Kind::Duration,
            "How long until it is fully there; at once where nothing is said.",
            "\"5 min\"",
        ),
        Key::new(
            "recovery",
            Kind::Duration,
            "How long until it is gone once it ends; at once where nothing is said.",
            "\"10 min\"",
        ),
        Key::new(
            "ends",
            Kind::Anything,
            "Conditions that it ends.",
            "[\"tamponade\"]",
        ),
    ],
    one_of: &[],
};

static MEASURE: Table = Table {
    name: "[measure.NAME]",
    meaning: "By what severity is measured.",
    keys: &[
        Key::new(
            "within",
            Kind::Span,
            "From the least to the greatest.",
            "\"0..1500 mL\"",
        )
        .required(),
        line("usual", "Where nothing is said.", "\"300 mL\"").required(),
        line("meaning", "What it is.", "\"Fluid in the pericardium\"").required(),
    ],
    one_of: &[],
};

static CHANGE: Table = Table {
    name: "[[change]]",
    meaning: "What becomes of one parameter: exactly one of `to` and `times`.",
    keys: &[
        Key::new(
            "parameter",
            Kind::Name(Named::Parameter),
            "Which.",
            "\"circulation.effusion\"",
        )
        .required(),
        Key::new(
            "to",
            Kind::Equation,
            "The value it becomes, over measures and facts of the person.",
            "\"effusion\"",
        ),
        Key::new(
            "times",
            Kind::Equation,
            "The multiple of the patient's own value that it becomes.",
            "\"1 - infarct\"",
        ),
        line("source", "Where that is from.", "\"assumed\""),
    ],
    one_of: &[&["to", "times"]],
};

const fn line(name: &'static str, meaning: &'static str, example: &'static str) -> Key {
    Key::new(name, Kind::Line, meaning, example)
}
