//! Whom a scenario is about.

use super::kind::{Kind, Named, Range};
use super::{Key, Table};

pub(crate) static PATIENT: Table = Table {
    name: "[patient]",
    meaning: "One patient, carried as plausible twins: a named virtual patient, or the facts of a person.",
    keys: &[
        Key::new(
            "virtual",
            Kind::Name(Named::VirtualPatient),
            "A published virtual patient, instead of the facts of a person.",
            "\"adult#001\"",
        ),
        Key::new(
            "sex",
            Kind::Choice(&["female", "male"]),
            "Sex.",
            "\"female\"",
        ),
        Key::new(
            "age",
            Kind::Quantity(Range {
                what: "an age",
                unit: "yr",
                least: 0.0,
                most: 130.0,
            }),
            "Age.",
            "\"67 yr\"",
        ),
        Key::new(
            "weight",
            Kind::Quantity(Range {
                what: "a weight",
                unit: "kg",
                least: 0.3,
                most: 650.0,
            }),
            "Weight.",
            "\"70 kg\"",
        ),
        Key::new(
            "height",
            Kind::Quantity(Range {
                what: "a height",
                unit: "cm",
                least: 20.0,
                most: 280.0,
            }),
            "Height.",
            "\"165 cm\"",
        ),
        Key::new(
            "heart",
            Kind::Choice(&["averaged", "beat by beat"]),
            "How the heart is carried: as a mean over its beats, for hours to weeks, or beat by beat, with waves of pressure, an electrocardiogram and rhythms, for minutes. Averaged where nothing is said.",
            "\"beat by beat\"",
        ),
        Key::new(
            "creatinine",
            Kind::Quantity(Range {
                what: "a concentration",
                unit: "mg/dL",
                least: 0.05,
                most: 30.0,
            }),
            "Creatinine in serum, which clearances of medicines may depend on.",
            "\"0.9 mg/dL\"",
        ),
        Key::new(
            "creatinine_clearance",
            Kind::Quantity(Range {
                what: "a clearance",
                unit: "mL/min",
                least: 0.0,
                most: 400.0,
            }),
            "Clearance of creatinine, where it is known otherwise than from creatinine in serum.",
            "\"60 mL/min\"",
        ),
        Key::new(
            "gestational_age",
            Kind::Quantity(Range {
                what: "an age",
                unit: "wk",
                least: 20.0,
                most: 45.0,
            }),
            "Age of the pregnancy at birth, for newborns.",
            "\"34 wk\"",
        ),
        Key::new(
            "haemoglobin",
            Kind::Quantity(Range {
                what: "a concentration of haemoglobin",
                unit: "g/dL",
                least: 4.0,
                most: 22.0,
            }),
            "Haemoglobin that the person has lived with for weeks, as in anaemia; that of the sex where nothing is said.",
            "\"9 g/dL\"",
        ),
        Key::new(
            "SAPS_II",
            Kind::Quantity(Range {
                what: "a score",
                unit: "1",
                least: 0.0,
                most: 163.0,
            }),
            "Severity of illness: the points of SAPS II.",
            "\"45\"",
        ),
        Key::new(
            "dialysis",
            Kind::Choice(&["no", "yes"]),
            "Whether on haemodialysis.",
            "\"no\"",
        ),
        Key::new(
            "opioids",
            Kind::Choice(&["no", "yes"]),
            "Whether an opioid is given beside, which changes how propofol is handled.",
            "\"yes\"",
        ),
        Key::new(
            "CYP2C9",
            Kind::Choice(&["*1/*1", "*1/*2", "*1/*3", "*2/*2", "*2/*3", "*3/*3"]),
            "Genotype of CYP2C9.",
            "\"*1/*3\"",
        ),
        Key::new(
            "VKORC1",
            Kind::Choice(&["GG", "GA", "AA"]),
            "Genotype of VKORC1, rs9923231 (-1639 G>A).",
            "\"GA\"",
        ),
        Key::new(
            "twins",
            Kind::Whole(1, 10_000_000),
            "How many plausible twins; 1 is the typical twin.",
            "200",
        )
        .default("1"),
        Key::new(
            "varies",
            Kind::Tables(&VARIES),
            "What differs between the twins.",
            "[{ parameter = \"insulin_action.insulin_sensitivity\", cv = \"25 %\", source = \"assumed\" }]",
        ),
        Key::new(
            "model",
            Kind::Text,
            "A learned model of the patient's disease (`homeostat learn`), by its path from this file; its quantities go by the file's name, and `set` chooses its treatment.",
            "\"liver.model\"",
        ),
        Key::new(
            "networks",
            Kind::Names(Named::NetworkFile),
            "Networks that stand among the patient's organs (`homeostat learn residual`, `homeostat learn import`), by their paths from this file; each goes by its file's name.",
            "[\"anna.model\"]",
        ),
        Key::new(
            "measured",
            Kind::Text,
            "A table of what was measured so far (time, name, value, unit), by its path from this file; futures of the learned model go on from it.",
            "\"anna.csv\"",
        ),
        Key::new(
            "visits",
            Kind::Duration,
            "How far apart the visits are at which the learned model samples its next state.",
            "\"3 mo\"",
        )
        .default("\"6 mo\""),
        Key::new(
            "conditions",
            Kind::Tables(&HAS),
            "What the patient has from the start, at rest with it (`homeostat list conditions`).",
            "[{ name = \"tamponade\", as = \"effusion = 100 mL\" }]",
        ),
    ],
    one_of: &[],
};

static HAS: Table = Table {
    name: "[[patient.conditions]]",
    meaning: "A condition that the patient has from the start.",
    keys: &[
        Key::new(
            "name",
            Kind::Name(Named::Insult),
            "Which condition.",
            "\"tamponade\"",
        )
        .required(),
        Key::new(
            "as",
            Kind::Line,
            "How severe it is, by what is measured.",
            "\"effusion = 100 mL\"",
        ),
    ],
    one_of: &[],
};

pub(super) static VARIES: Table = Table {
    name: "[[patient.varies]]",
    meaning: "A parameter that differs between twins, lognormally around the patient's own value.",
    keys: &[
        Key::new(
            "parameter",
            Kind::Name(Named::Parameter),
            "Which parameter.",
            "\"insulin_action.insulin_sensitivity\"",
        )
        .required(),
        Key::new(
            "cv",
            Kind::Share,
            "The spread as a coefficient of variation.",
            "\"25 %\"",
        ),
        Key::new(
            "sd_log",
            Kind::Number(0.0, 3.0),
            "The spread as the standard deviation of the logarithm.",
            "0.25",
        ),
        Key::new(
            "source",
            Kind::Line,
            "Where the spread comes from; begins with \"assumed\" where nobody measured it.",
            "\"assumed: day-to-day variability of a quarter\"",
        )
        .required(),
    ],
    one_of: &[&["cv", "sd_log"]],
};
