//! The language of medicine files, as data.

use crate::grammar::{Key, Kind, Table};

/// A medicine file.
pub static MEDICINE: Table = Table {
    name: "the medicine",
    meaning: "A medicine: kinetics, how people differ, effects, for whom it holds, and sources.",
    keys: &[
        line(
            "title",
            "What it is.",
            "\"Vancomycin, an antibiotic, into a vein\"",
        )
        .required(),
        line(
            "called",
            "Its name as people say it, in pictures and lists; the file's own where nothing is said.",
            "\"epinephrine\"",
        ),
        Key::new(
            "synonyms",
            Kind::Anything,
            "What people also call it, by which it is found.",
            "[\"adrenaline\"]",
        ),
        line("species", "Species that the numbers are of.", "\"human\"").required(),
        line(
            "population",
            "Whose numbers they are.",
            "\"2765 adults in hospital\"",
        )
        .required(),
        line(
            "source",
            "Where they were published.",
            "\"Goti, Ther Drug Monit 2018;40:212\"",
        )
        .required(),
        line("example", "A dose as a person writes it.", "\"1 g\"").required(),
        Key::new(
            "uncertain",
            Kind::Anything,
            "What is not certain, or left out.",
            "[\"...\"]",
        ),
        Key::new(
            "valid",
            Kind::Table(&VALID),
            "Ranges of facts.",
            "{ age = \"18..90 yr\" }",
        )
        .required(),
        Key::new(
            "let",
            Kind::NamedTables(&LET),
            "Numbers for the equations after them.",
            "{ bmi = \"weight / height^2\" }",
        ),
        Key::new(
            "kinetics",
            Kind::Table(&KINETICS),
            "Where it goes in the body.",
            "{ model = \"one_compartment\" }",
        )
        .required(),
        Key::new(
            "route",
            Kind::Tables(&ROUTE),
            "Ways to give it, the usual one first.",
            "[{ name = \"iv\", into = \"central\" }]",
        )
        .required(),
        Key::new(
            "dose",
            Kind::Table(&DOSE),
            "Unit of doses, where it is not that of the state.",
            "{ unit = \"U\", holds = \"6000 pmol\" }",
        ),
        line(
            "molar_mass",
            "Grams in a mole: doses and equations may then be in moles.",
            "\"853.9 g/mol\"",
        ),
        line(
            "basal",
            "Parameter that holds the person's own basal rate.",
            "\"basal_rate\"",
        ),
        Key::new(
            "over",
            Kind::Duration,
            "Over how long a dose runs in when nothing is said.",
            "\"1 min\"",
        ),
        Key::new(
            "effect",
            Kind::Tables(&EFFECT),
            "What it does.",
            "[{ name = \"bis\", model = \"bispectral_index\" }]",
        ),
        Key::new(
            "correlation",
            Kind::Tables(&CORRELATION),
            "Parameters that vary together.",
            "[{ of = [\"clearance\", \"volume\"], is = 0.23 }]",
        ),
        Key::new(
            "residual",
            Kind::Table(&RESIDUAL),
            "Error of what is measured.",
            "{ proportional = \"20 %\" }",
        ),
        Key::new(
            "interaction",
            Kind::Tables(&INTERACTION),
            "What it must not be given with unthinkingly.",
            "[{ with = [\"remifentanil\"] }]",
        ),
    ],
    one_of: &[],
};

const fn line(name: &'static str, meaning: &'static str, example: &'static str) -> Key {
    Key::new(name, Kind::Line, meaning, example)
}
const fn source() -> Key {
    line(
        "source",
        "Where it is from: paper, table or equation; \"assumed\" where nobody published it.",
        "\"Goti 2018, table 3\"",
    )
}
const fn uncertain() -> Key {
    line(
        "uncertain",
        "What is not certain about it.",
        "\"read as a variance\"",
    )
}
const fn range(name: &'static str, example: &'static str) -> Key {
    line(name, "Range in which the numbers hold.", example)
}

static VALID: Table = Table {
    name: "[valid]",
    meaning: "Ranges of facts about a person in which the numbers hold.",
    keys: &[
        range("age", "\"18..90 yr\""),
        range("weight", "\"40..150 kg\""),
        range("height", "\"150..200 cm\""),
        range("gestational_age", "\"25..42 wk\""),
        range("creatinine", "\"0.5..3 mg/dL\""),
        range("creatinine_clearance", "\"10..150 mL/min\""),
        range("SAPS_II", "\"10..120\""),
    ],
    one_of: &[],
};

static LET: Table = Table {
    name: "[let.NAME]",
    meaning: "A number with a name, for the equations after it.",
    keys: &[
        line(
            "is",
            "What it is: an equation.",
            "\"min(creatinine_clearance, 150 mL/min)\"",
        ),
        line("by", "Fact of whose words each has its own.", "\"sex\""),
        Key::new(
            "values",
            Kind::Anything,
            "An equation for each word.",
            "{ female = \"0.85\", male = \"1\" }",
        )
        .with(&["by"]),
        source(),
        uncertain(),
    ],
    one_of: &[&["is", "by"]],
};

static KINETICS: Table = Table {
    name: "[kinetics]",
    meaning: "Where the medicine goes in the body.",
    keys: &[
        line(
            "model",
            "A disposition (`homeostat list models`).",
            "\"two_compartments\"",
        )
        .required(),
        line(
            "organ",
            "The patient's own part that takes the medicine, with its own parameters.",
            "\"insulin_depot\"",
        ),
        source(),
        Key::new(
            "parameters",
            Kind::NamedTables(&PARAMETER),
            "Its parameters.",
            "{ clearance = \"4.5 L/h\" }",
        ),
    ],
    one_of: &[],
};

static PARAMETER: Table = Table {
    name: "[....parameters.NAME]",
    meaning: "A parameter: an equation with units.",
    keys: &[
        line("is", "What it is.", "\"4.5 L/h * (weight / 70 kg)^0.75\"").required(),
        Key::new(
            "varies",
            Kind::Table(&VARIES),
            "How people differ.",
            "{ cv = \"30 %\", source = \"...\" }",
        ),
        source(),
        uncertain(),
    ],
    one_of: &[],
};

static VARIES: Table = Table {
    name: "varies",
    meaning: "How people differ, lognormally.",
    keys: &[
        Key::new("cv", Kind::Share, "Coefficient of variation.", "\"30 %\""),
        Key::new(
            "sd_log",
            Kind::Number(0.0, 3.0),
            "Standard deviation of the logarithm.",
            "0.3",
        ),
        Key::new(
            "omega2",
            Kind::Number(0.0, 9.0),
            "Variance of the logarithm.",
            "0.09",
        ),
        source().required(),
    ],
    one_of: &[&["cv", "sd_log", "omega2"]],
};

static ROUTE: Table = Table {
    name: "[[route]]",
    meaning: "A way to give it.",
    keys: &[
        Key::new(
            "name",
            Kind::Choice(&["iv", "oral", "sc", "im", "inhaled", "nebulised"]),
            "Into a vein, by mouth, under the skin, into a muscle, breathed in from an inhaler or from a nebuliser.",
            "\"iv\"",
        )
        .required(),
        line("into", "State that takes the dose.", "\"central\"").required(),
        line(
            "share",
            "Share of the dose that is this substance and arrives.",
            "\"0.5\"",
        ),
        source(),
    ],
    one_of: &[],
};

static DOSE: Table = Table {
    name: "[dose]",
    meaning: "How doses are measured.",
    keys: &[
        line("unit", "Unit of a dose.", "\"U\"").required(),
        line(
            "holds",
            "How much of the substance is in one.",
            "\"6000 pmol\"",
        ),
        source(),
    ],
    one_of: &[],
};

static EFFECT: Table = Table {
    name: "[[effect]]",
    meaning: "What the medicine does: a response that reads signals.",
    keys: &[
        line(
            "name",
            "What it is called; its part is MEDICINE_NAME.",
            "\"bis\"",
        )
        .required(),
        line(
            "model",
            "A response (`homeostat list models`).",
            "\"bispectral_index\"",
        )
        .required(),
        Key::new(
            "reads",
            Kind::Anything,
            "What each of its inputs reads: a signal of the kinetics, PART.SIGNAL, or \"nothing\".",
            "{ concentration = \"effect_concentration\" }",
        )
        .required(),
        source(),
        Key::new(
            "parameters",
            Kind::NamedTables(&PARAMETER),
            "Its parameters.",
            "{ delay = \"21 s\" }",
        ),
    ],
    one_of: &[],
};

static CORRELATION: Table = Table {
    name: "[[correlation]]",
    meaning: "Two parameters that vary together.",
    keys: &[
        Key::new(
            "of",
            Kind::Anything,
            "The two; those of an effect as EFFECT.PARAMETER.",
            "[\"clearance\", \"volume\"]",
        )
        .required(),
        Key::new(
            "is",
            Kind::Number(-1.0, 1.0),
            "Correlation of their logarithms.",
            "0.23",
        )
        .required(),
        source().required(),
    ],
    one_of: &[],
};

static RESIDUAL: Table = Table {
    name: "[residual]",
    meaning: "Error of what is measured.",
    keys: &[
        line("proportional", "As a share of the value.", "\"22.7 %\""),
        line("additive", "As an amount.", "\"3.4 mg/L\""),
        source(),
    ],
    one_of: &[],
};

static INTERACTION: Table = Table {
    name: "[[interaction]]",
    meaning: "A warning of other medicines.",
    keys: &[
        Key::new(
            "with",
            Kind::Anything,
            "Names of the others.",
            "[\"remifentanil\"]",
        )
        .required(),
        line("says", "What happens.", "\"each makes the other act more\"").required(),
        source().required(),
    ],
    one_of: &[],
};
