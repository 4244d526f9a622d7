//! The language of population files, as data.

use crate::grammar::{Key, Kind, Table};

/// A population file.
pub static POPULATION: Table = Table {
    name: "the population",
    meaning: "How people differ, how measurements err, and how well the typical person is known.",
    keys: &[
        Key::new("title", Kind::Line, "What it is.", "\"Caffeine in adults\""),
        Key::new(
            "source",
            Kind::Line,
            "Where it is from.",
            "\"run 12 of the 2024 study\"",
        ),
        Key::new(
            "typical",
            Kind::Anything,
            "Parameters of the typical person: a number in the model's unit, or a text with a unit.",
            "{ clearance = \"4.5 L/h\" }",
        ),
        Key::new(
            "between",
            Kind::Tables(&SPREAD),
            "How parameters differ between people.",
            "[{ of = \"clearance\", cv = \"30 %\" }]",
        ),
        Key::new(
            "occasion",
            Kind::Line,
            "Column that numbers the occasions of a person.",
            "\"OCC\"",
        ),
        Key::new(
            "between_occasions",
            Kind::Tables(&SPREAD),
            "How parameters differ between the occasions of one person.",
            "[{ of = \"clearance\", cv = \"15 %\" }]",
        )
        .with(&["occasion"]),
        Key::new(
            "residual",
            Kind::Table(&RESIDUAL),
            "Error of measurements.",
            "{ proportional = \"15 %\" }",
        ),
        Key::new(
            "uncertainty",
            Kind::Tables(&UNCERTAINTY),
            "How well the typical person's parameters are known; drawn for each replicate.",
            "[{ of = \"clearance\", rse = \"6 %\" }]",
        ),
        Key::new(
            "nonmem",
            Kind::Table(&NONMEM),
            "Results of a NONMEM run: its .ext file, and its .cov file.",
            "{ ext = \"run12.ext\", theta = [\"clearance\", \"volume\"], eta = [\"clearance\"] }",
        ),
    ],
    one_of: &[],
};

const fn source() -> Key {
    Key::new(
        "source",
        Kind::Line,
        "Where it is from; \"assumed\" where nobody published it.",
        "\"assumed\"",
    )
}

const fn of() -> Key {
    Key::new(
        "of",
        Kind::Anything,
        "A parameter, or several that vary together; also a number of a compartment: F_depot, ALAG_depot, R_depot, D_depot.",
        "[\"clearance\", \"volume\"]",
    )
    .required()
}

/// How well variances are known.
const fn degrees() -> Key {
    Key::new(
        "df",
        Kind::Whole(3, 1_000_000),
        "Degrees of freedom: about how many people (or measurements) the variances are known from. With replicates, \
         each draws its own, from an inverse Wishart distribution.",
        "60",
    )
}

static SPREAD: Table = Table {
    name: "[[between]]",
    meaning: "Parameters that differ, alone or together.",
    keys: &[
        of(),
        Key::new(
            "cv",
            Kind::Share,
            "Coefficient of variation, lognormally.",
            "\"30 %\"",
        ),
        Key::new(
            "omega2",
            Kind::Number(0.0, 1e12),
            "Variance of eta: of the logarithm where the shape is lognormal.",
            "0.09",
        ),
        Key::new(
            "omega",
            Kind::Anything,
            "Variances and covariances of eta, the lower triangle row by row.",
            "[[0.09], [0.02, 0.04]]",
        ),
        Key::new(
            "shape",
            Kind::Choice(&["lognormal", "normal", "logit"]),
            "What eta does: times exp(eta), plus eta, or plus eta on the logit.",
            "\"lognormal\"",
        )
        .default("lognormal"),
        degrees(),
        source(),
    ],
    one_of: &[&["cv", "omega2", "omega"]],
};

static RESIDUAL: Table = Table {
    name: "[residual]",
    meaning: "Error of measurements: standard deviations.",
    keys: &[
        Key::new(
            "proportional",
            Kind::Share,
            "As a share of the prediction.",
            "\"15 %\"",
        ),
        Key::new("additive", Kind::Line, "As an amount.", "\"0.3 mg/L\""),
        Key::new(
            "log",
            Kind::Number(0.0, 10.0),
            "Of the logarithm; stands alone.",
            "0.2",
        ),
        Key::new(
            "limit",
            Kind::Line,
            "Limit of quantification: less is reported as the limit, and marked in BLQ.",
            "\"0.05 mg/L\"",
        ),
        degrees(),
        source(),
    ],
    one_of: &[],
};

static UNCERTAINTY: Table = Table {
    name: "[[uncertainty]]",
    meaning: "How well parameters of the typical person are known.",
    keys: &[
        of(),
        Key::new(
            "rse",
            Kind::Share,
            "Relative standard error, lognormally.",
            "\"6 %\"",
        ),
        Key::new(
            "covariance",
            Kind::Anything,
            "Covariance of the estimates in the model's units, the lower triangle row by row.",
            "[[0.01], [0.002, 0.04]]",
        ),
        source(),
    ],
    one_of: &[&["rse", "covariance"]],
};

static NONMEM: Table = Table {
    name: "[nonmem]",
    meaning: "What a NONMEM run estimated.",
    keys: &[
        Key::new("ext", Kind::Line, "Path of the .ext file.", "\"run12.ext\"").required(),
        Key::new(
            "cov",
            Kind::Line,
            "Path of the .cov file: the uncertainty of THETAs, OMEGAs and SIGMAs, drawn together for each replicate.",
            "\"run12.cov\"",
        ),
        Key::new(
            "theta",
            Kind::Anything,
            "What THETA1, THETA2, ... are: a parameter, in the model's unit; `log NAME` where its logarithm is estimated; \"\" for none.",
            "[\"clearance\", \"log volume\", \"\"]",
        )
        .required(),
        Key::new(
            "eta",
            Kind::Anything,
            "What ETA1, ETA2, ... act on, as exp(ETA); `logit NAME` where ETA is added to the logit of a share; \"\" for none.",
            "[\"clearance\", \"volume\"]",
        )
        .required(),
        Key::new(
            "sigma",
            Kind::Anything,
            "What EPS1, ... are: proportional, additive or log; \"\" for none.",
            "[\"proportional\"]",
        ),
    ],
    one_of: &[],
};
