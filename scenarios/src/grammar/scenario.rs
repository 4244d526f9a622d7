//! The file itself: its keys at the top, arms and outcomes.

use super::case::{CASE, EVENT, GOAL};
use super::cohort::COHORT;
use super::kind::{Kind, Named};
use super::patient::PATIENT;
use super::treatment::{ACTION, PROTOCOL};
use super::{Key, Table};

/// The whole file.
pub static SCENARIO: Table = Table {
    name: "the file",
    meaning: "A question about one patient, the arms that are compared, and what is measured.",
    keys: &[
        Key::new(
            "title",
            Kind::Line,
            "What the scenario is called.",
            "\"Insulin before, at or after the meal\"",
        )
        .required(),
        Key::new(
            "question",
            Kind::Line,
            "The question it answers, in one line.",
            "\"Does it matter when mealtime insulin is injected?\"",
        ),
        Key::new(
            "horizon",
            Kind::Duration,
            "How far it looks ahead.",
            "\"24 h\"",
        )
        .required(),
        Key::new(
            "seed",
            Kind::Whole(0, i64::MAX),
            "Chooses the random draws.",
            "7",
        )
        .default("1"),
        Key::new(
            "medicines",
            Kind::Names(Named::MedicineFile),
            "Medicine files of your own, by their paths from this file; each is given by the name of its file.",
            "[\"my_drug.toml\"]",
        ),
        Key::new(
            "research",
            Kind::Truth,
            "Accepts models of another species or age group.",
            "true",
        )
        .default("false"),
        Key::new(
            "record",
            Kind::Table(&RECORD),
            "What is written down, and how often.",
            "{ every = \"5 min\", quantities = [\"plasma_glucose\"] }",
        ),
        Key::new(
            "patient",
            Kind::Table(&PATIENT),
            "Whom it is about.",
            "{ virtual = \"adult#001\" }",
        ),
        Key::new(
            "cohort",
            Kind::Table(&COHORT),
            "Many different people instead of one patient.",
            "{ people = \"people.csv\", eligible = \"age > 50 yr\" }",
        ),
        Key::new(
            "treatment",
            Kind::Tables(&ACTION),
            "What every arm receives.",
            "[{ at = \"0 h\", give = \"insulin\", rate = \"basal\" }]",
        ),
        Key::new(
            "protocol",
            Kind::NamedTables(&PROTOCOL),
            "Treatments with a name, to be used by arms.",
            "{ rescue = { give = \"meal\", dose = \"15 g\" } }",
        ),
        Key::new(
            "arm",
            Kind::Tables(&ARM),
            "The arms that are compared; the first is the comparator.",
            "[{ name = \"at the meal\" }]",
        ),
        Key::new(
            "outcome",
            Kind::Tables(&OUTCOME),
            "What is measured on each twin.",
            "[{ of = \"maximum(plasma_glucose)\" }]",
        ),
        Key::later(
            "design",
            "A trial: randomisation, visits, adherence, dropout, replicates.",
        ),
        Key::new(
            "sweep",
            Kind::Sweep,
            "Values that places of this file take in turn: `homeostat sweep` runs every combination of them, `homeostat run` the file as it stands.",
            "{ \"treatment.dose\" = [\"500 mg\", \"1 g\"] }",
        ),
        Key::new(
            "case",
            Kind::Table(&CASE),
            "What learners and their facilitator read.",
            "{ brief = \"You are called to recovery: pale, sweating, anxious.\" }",
        ),
        Key::new(
            "event",
            Kind::Tables(&EVENT),
            "Something that befalls the patient, in every arm.",
            "[{ at = \"1 min\", start = \"haemorrhage\", as = \"blood_loss = 150 mL/min\" }]",
        ),
        Key::new(
            "goal",
            Kind::Tables(&GOAL),
            "What a learner is meant to do, and by when.",
            "[{ name = \"fluid\", met = \"given(balanced crystalloid)\", by = \"5 min\" }]",
        ),
    ],
    one_of: &[&["patient", "cohort"]],
};

static RECORD: Table = Table {
    name: "record",
    meaning: "What is written down, and how often.",
    keys: &[
        Key::new(
            "every",
            Kind::Duration,
            "The time between two rows.",
            "\"5 min\"",
        )
        .default("\"5 min\""),
        Key::new(
            "quantities",
            Kind::Names(Named::Quantity),
            "What is written down; without it, what the outcomes and the figure need.",
            "[\"plasma_glucose\", \"plasma_insulin\"]",
        ),
        Key::new(
            "from",
            Kind::Outcome,
            "The moment from which the pictures of `run` and `render` count time, in each twin its own; else from 0. Outcomes, recordings and the window keep the scenario's time.",
            "\"first(lactate > 4 mmol/L)\"",
        ),
    ],
    one_of: &[],
};

static ARM: Table = Table {
    name: "[[arm]]",
    meaning: "One way to treat the patient: what differs from the other arms, and nothing else.",
    keys: &[
        Key::new(
            "name",
            Kind::Line,
            "What the arm is called.",
            "\"15 min before the meal\"",
        )
        .required(),
        Key::new(
            "treatment",
            Kind::Tables(&ACTION),
            "What only this arm receives.",
            "[{ at = \"45 min\", give = \"insulin\", dose = \"6 U\" }]",
        ),
        Key::later(
            "shift",
            "A learner's own run, with one thing moved in time.",
        ),
    ],
    one_of: &[],
};

static OUTCOME: Table = Table {
    name: "[[outcome]]",
    meaning: "One number measured on every twin in every arm. The first that says what is `meaningful` is the one that answers the question: all arms are judged on it.",
    keys: &[
        Key::new(
            "of",
            Kind::Outcome,
            "The number, as an expression over recorded quantities.",
            "\"time(plasma_glucose = 70..180 mg/dL)\"",
        )
        .required(),
        Key::new(
            "name",
            Kind::Line,
            "What a person calls it.",
            "\"time in range\"",
        ),
        Key::new(
            "meaningful",
            Kind::Difference,
            "The smallest difference that matters; its last word is the good direction.",
            "\"20 min more\"",
        ),
        Key::later("observed", "Measured at visits, with assay error."),
        Key::later("role", "Primary or secondary, in a trial."),
        Key::later("test", "The statistical test of a trial."),
        Key::new(
            "by",
            Kind::Names(Named::Group),
            "Also reported for each group of people of a cohort: a fact that is a word, or a number's bands.",
            "[\"sex\", \"age band\"]",
        ),
    ],
    one_of: &[],
};
