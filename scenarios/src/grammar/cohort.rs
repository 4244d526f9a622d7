//! Many different people.

use super::kind::{Kind, Named};
use super::patient::VARIES;
use super::{Key, Table};

pub(crate) static COHORT: Table = Table {
    name: "[cohort]",
    meaning: "Many different people, each of whom goes through every arm: those of a table, or drawn from distributions.",
    keys: &[
        Key::new(
            "people",
            Kind::People(&DISTRIBUTION),
            "Who they are: a CSV or Parquet table with a line for each person and a column for each fact, its unit in the heading (`weight[kg]`), a model of people (`homeostat learn people`, a path that ends in .model), or a distribution for each fact.",
            "\"people.csv\"",
        )
        .required(),
        Key::new(
            "size",
            Kind::Whole(1, 1_000_000_000),
            "How many eligible people; of a table, all unless said, and fewer are chosen by lot.",
            "1000",
        ),
        Key::new(
            "eligible",
            Kind::Condition,
            "Who may take part: a condition over facts and, with `at 0 d`, over the body before anything is done to it; who may not is counted and said.",
            "\"age = 50..85 yr and mean_arterial_pressure < 100 mmHg at 0 d\"",
        ),
        Key::new(
            "subjects",
            Kind::Choice(&["random", "low discrepancy"]),
            "How people and their parameters are drawn: independently, or evenly (scrambled Sobol' points), which makes means more exact for as many people.",
            "\"low discrepancy\"",
        )
        .default("\"random\""),
        Key::new(
            "units",
            Kind::Texts,
            "Units of columns whose heading does not say them.",
            "{ weight = \"lb\" }",
        ),
        Key::new(
            "columns",
            Kind::Texts,
            "Of a model of people: the column that a fact is, where its name is another.",
            "{ weight = \"wt\" }",
        ),
        Key::new(
            "bands",
            Kind::Lists,
            "Where a number is cut into bands, from the least to the greatest, for `by` of outcomes.",
            "{ age = [\"50 yr\", \"65 yr\", \"80 yr\"] }",
        ),
        Key::new(
            "correlations",
            Kind::Tables(&CORRELATION),
            "Distributed facts that go together.",
            "[{ of = [\"age\", \"weight\"], is = -0.2, source = \"assumed\" }]",
        ),
        Key::new(
            "varies",
            Kind::Tables(&VARIES),
            "How people differ beyond their facts, where the files of medicines do not say it.",
            "[{ parameter = \"vancomycin.clearance\", cv = \"25 %\", source = \"assumed\" }]",
        ),
        Key::later(
            "uncertainty",
            "Population parameters drawn anew in each replicate: no medicine's file says how uncertain its numbers are.",
        ),
    ],
    one_of: &[],
};

static DISTRIBUTION: Table = Table {
    name: "[cohort.people.FACT]",
    meaning: "How a fact is distributed among the people. Equations may speak of the facts that stand before.",
    keys: &[
        Key::new(
            "is",
            Kind::Equation,
            "The same for everybody, or worked out from other facts.",
            "\"60 yr\"",
        ),
        Key::new("normal", Kind::Equation, "Normal: the mean.", "\"60 yr\""),
        Key::new(
            "lognormal",
            Kind::Equation,
            "Lognormal: the median.",
            "\"if(sex = female, 68 kg, 82 kg)\"",
        ),
        Key::new(
            "uniform",
            Kind::Span,
            "Even between two values.",
            "\"20..120 mL/min\"",
        ),
        Key::new(
            "of",
            Kind::Texts,
            "Words and their shares of the people.",
            "{ female = \"48 %\", male = \"52 %\" }",
        ),
        Key::new("sd", Kind::Equation, "The standard deviation.", "\"12 yr\"").with(&["normal"]),
        Key::new(
            "cv",
            Kind::Share,
            "The spread as a coefficient of variation.",
            "\"20 %\"",
        )
        .with(&["normal", "lognormal"]),
        Key::new(
            "sd_log",
            Kind::Number(0.0, 3.0),
            "The spread as the standard deviation of the logarithm.",
            "0.2",
        )
        .with(&["lognormal"]),
        Key::new(
            "within",
            Kind::Span,
            "What is never left: the distribution is cut off at both ends.",
            "\"18..95 yr\"",
        )
        .with(&["normal", "lognormal"]),
        Key::new(
            "unit",
            Kind::Line,
            "The unit of a fact that medicines do not read, where an equation works it out.",
            "\"kg/m2\"",
        )
        .with(&["is", "normal", "lognormal"]),
        Key::new(
            "source",
            Kind::Line,
            "Where the distribution comes from; begins with \"assumed\" where nobody measured it.",
            "\"assumed: adults of a ward\"",
        ),
    ],
    one_of: &[&["is", "normal", "lognormal", "uniform", "of"]],
};

static CORRELATION: Table = Table {
    name: "[[cohort.correlations]]",
    meaning: "Two facts that go together: the correlation of their normal scores (a Gaussian copula).",
    keys: &[
        Key::new(
            "of",
            Kind::Names(Named::Fact),
            "The two facts.",
            "[\"age\", \"weight\"]",
        )
        .required(),
        Key::new(
            "is",
            Kind::Number(-1.0, 1.0),
            "How closely, from -1 to 1.",
            "-0.2",
        )
        .required(),
        Key::new(
            "source",
            Kind::Line,
            "Where it comes from; begins with \"assumed\" where nobody measured it.",
            "\"assumed\"",
        )
        .required(),
    ],
    one_of: &[],
};
