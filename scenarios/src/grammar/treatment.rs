//! What is done to the patient, and when.

use super::kind::{Kind, Named};
use super::{Key, Table};

const VERBS: &[&str] = &[
    "give", "use", "stop", "set", "titrate", "start", "say", "do",
];

pub(super) const GIVE: Key = Key::new(
    "give",
    Kind::Name(Named::Drug),
    "Gives a drug, a fluid or a meal.",
    "\"insulin\"",
);
pub(super) const DOSE: Key = Key::new(
    "dose",
    Kind::Dose,
    "How much, also per weight.",
    "\"4.5 U\"",
)
.with(&["give"]);
pub(super) const RATE: Key = Key::new(
    "rate",
    Kind::Rate,
    "How much per time, until stopped or as long as `over` says.",
    "\"0.0211 U/min\"",
)
.with(&["give", "start"]);
pub(super) const TARGET: Key = Key::new(
    "target",
    Kind::Concentration,
    "The concentration that a pump brings its model of the patient to and holds, until stopped.",
    "\"3 ug/mL\"",
)
.with(&["give"]);
pub(super) const SITE: Key = Key::new(
    "site",
    Kind::Choice(&["plasma", "effect"]),
    "Where the target is: in plasma, or at the site of effect.",
    "\"effect\"",
)
.default("\"plasma\"")
.with(&["target"]);
pub(super) const PUMP: Key = Key::new(
    "pump",
    Kind::Table(&PUMP_TABLE),
    "How the pump is set up.",
    "{ model = \"propofol_schnider\", most = \"200 mg/min\" }",
)
.with(&["target"]);
const ADHERENCE: Key = Key::new(
    "adherence",
    Kind::Table(&ADHERENCE_TABLE),
    "How many of the doses are taken; which ones is drawn for each twin, the same in every arm.",
    "{ taken = \"92 %\" }",
)
.with(&["give"]);
const HOLD: Key = Key::new(
    "hold",
    Kind::Table(&HOLD_TABLE),
    "Doses of `repeat` that are not given while something holds.",
    "{ while = \"docetaxel_neutrophils.cells < 1.5e9 /L\", then = \"wait\" }",
)
.with(&["give"]);
pub(super) const OVER: Key =
    Key::new("over", Kind::Duration, "Over how long.", "\"30 min\"").with(&["give", "start", "do"]);
pub(super) const ROUTE: Key = Key::new(
    "route",
    Kind::Name(Named::Route),
    "By which route, where not the usual one.",
    "\"sc\"",
)
.with(&["give"]);
const USE: Key = Key::new(
    "use",
    Kind::Name(Named::Protocol),
    "Does what a protocol says.",
    "\"rescue\"",
);
pub(super) const STOP: Key = Key::new(
    "stop",
    Kind::Name(Named::Drug),
    "Ends it: open infusions are closed, what is given by `repeat` is given no more, a condition or a procedure ends.",
    "\"insulin\"",
);
pub(super) const SET: Key = Key::new(
    "set",
    Kind::Name(Named::Parameter),
    "Changes a parameter of the patient.",
    "\"insulin_action.insulin_sensitivity\"",
);
pub(super) const TO: Key = Key::new(
    "to",
    Kind::Setting,
    "What the parameter becomes: a share of the twin's own value, or a value. Of `titrate`: the range to reach, as in \"mean_arterial_pressure = 65..70 mmHg\".",
    "\"60 %\"",
)
.with(&["set", "titrate"]);
pub(super) const REPEAT: Key = Key::new(
    "repeat",
    Kind::Table(&REPETITION),
    "Does it again; after `when`, lets it happen again.",
    "{ every = \"8 h\", times = 3 }",
);
pub(super) const TITRATE: Key = Key::new(
    "titrate",
    Kind::Name(Named::Drug),
    "Adjusts a rate, a repeated dose or a target: step by step towards the range `to`, or, without it, by one step.",
    "\"propofol\"",
);
pub(super) const STEP: Key = Key::new(
    "step",
    Kind::Table(&STEP_TABLE),
    "How a drug is adjusted.",
    "{ every = \"5 min\", by = \"0.05 ug/kg/min\", within = \"0..1 ug/kg/min\" }",
)
.with(&["titrate"]);
pub(super) const START: Key = Key::new(
    "start",
    Kind::Name(Named::Insult),
    "Something befalls the patient: haemorrhage, or a condition (`homeostat list conditions`).",
    "\"haemorrhage\"",
);
pub(super) const AS: Key = Key::new(
    "as",
    Kind::Line,
    "How severe a condition is, or what exactly is done, by what is measured; or by what it does to the typical patient, untreated: \"mean_arterial_pressure = 52 mmHg at 6 min if untreated\".",
    "\"blood_loss = 150 mL/min\"",
)
.with(&["start", "do"]);
const SAY: Key = Key::later("say", "Words that learners hear.");
pub(super) const DO: Key = Key::new(
    "do",
    Kind::Name(Named::Procedure),
    "Does a procedure (`homeostat list procedures`).",
    "\"needle decompression\"",
);

/// These keys, and after them those that say what is done: of an action, and of a protocol that is one.
macro_rules! with_deeds {
    ($($first:expr),+ $(,)?) => {
        &[
            $($first,)+
            GIVE, DOSE, RATE, TARGET, SITE, PUMP, OVER, ROUTE, ADHERENCE, HOLD, USE, STOP, SET, TO, REPEAT, TITRATE,
            STEP, START, AS, SAY, DO,
        ]
    };
}

/// An action of a treatment.
pub(super) static ACTION: Table = Table {
    name: "[[treatment]]",
    meaning: "One action: exactly one of `at` and `when`, and exactly one verb.",
    keys: with_deeds![
        Key::new(
            "at",
            Kind::Times,
            "When: a time, or several.",
            "[\"7 h\", \"12 h\", \"19 h\"]",
        ),
        Key::new(
            "when",
            Kind::Condition,
            "When: as soon as this becomes true.",
            "\"sensor_glucose < 70 mg/dL\"",
        ),
        Key::new(
            "from",
            Kind::Time,
            "The condition counts from this time on.",
            "\"2 h\"",
        )
        .with(&["when"]),
        Key::new(
            "until",
            Kind::Time,
            "The condition counts up to this time.",
            "\"12 h\"",
        )
        .with(&["when"]),
        Key::new(
            "look",
            Kind::Duration,
            "How often the condition is looked at.",
            "\"6 h\"",
        )
        .default("\"1 min\"")
        .with(&["when"]),
    ],
    one_of: &[&["at", "when"], VERBS],
};

/// A treatment with a name: one action, or several with times of their own.
pub(super) static PROTOCOL: Table = Table {
    name: "[protocol.NAME]",
    meaning: "A treatment with a name: one action, or `steps` with times counted from its use.",
    keys: with_deeds![Key::new(
        "steps",
        Kind::Tables(&ACTION),
        "Several actions; their times count from the moment the protocol is used.",
        "[{ at = \"0 min\", give = \"meal\", dose = \"15 g\" }]",
    ),],
    one_of: &[&[
        "steps", "give", "use", "stop", "set", "titrate", "start", "say", "do",
    ]],
};

static REPETITION: Table = Table {
    name: "repeat",
    meaning: "An action done again, up to the horizon unless it says how often or until when.",
    keys: &[
        Key::new("every", Kind::Duration, "The time between two.", "\"8 h\"").required(),
        Key::new(
            "times",
            Kind::Whole(1, 100_000),
            "How many in all, the first included.",
            "3",
        ),
        Key::new("until", Kind::Time, "None after this time.", "\"3 d\""),
    ],
    one_of: &[],
};

static PUMP_TABLE: Table = Table {
    name: "pump",
    meaning: "A pump for target-controlled infusion: it knows a typical patient of these facts, not this one.",
    keys: &[
        Key::new(
            "model",
            Kind::Name(Named::Drug),
            "Medicine whose kinetics the pump takes for true; without it that of the drug itself.",
            "\"propofol_schnider\"",
        ),
        Key::new(
            "most",
            Kind::Rate,
            "The largest rate; without it there is none.",
            "\"200 mg/min\"",
        ),
        Key::new(
            "every",
            Kind::Duration,
            "The time between two settings of the rate.",
            "\"10 s\"",
        )
        .default("\"10 s\""),
    ],
    one_of: &[],
};

static ADHERENCE_TABLE: Table = Table {
    name: "adherence",
    meaning: "How many of the doses are taken.",
    keys: &[
        Key::new(
            "taken",
            Kind::Share,
            "Share of the doses that are taken; where it varies, by the median person.",
            "\"92 %\"",
        )
        .required(),
        Key::new(
            "varies_by",
            Kind::Choice(&["person"]),
            "Whether people differ in it.",
            "\"person\"",
        )
        .with(&["spread"]),
        Key::new(
            "spread",
            Kind::Number(0.0, 5.0),
            "Standard deviation of the logit of the share between people.",
            "1.0",
        )
        .with(&["varies_by"]),
    ],
    one_of: &[],
};

static HOLD_TABLE: Table = Table {
    name: "hold",
    meaning: "Doses that are not given while something holds.",
    keys: &[
        Key::new(
            "while",
            Kind::Condition,
            "While this holds, no dose is given.",
            "\"docetaxel_neutrophils.cells < 1.5e9 /L\"",
        )
        .required(),
        Key::new(
            "then",
            Kind::Choice(&["wait", "skip"]),
            "Whether the dose waits, and all after it with it, or is left out.",
            "\"wait\"",
        )
        .required(),
        Key::new(
            "look",
            Kind::Duration,
            "How often it is looked at whether a dose that waits can be given.",
            "\"1 d\"",
        )
        .default("\"1 d\""),
    ],
    one_of: &[],
};

static STEP_TABLE: Table = Table {
    name: "step",
    meaning: "How a rate, a repeated dose or a target is adjusted.",
    keys: &[
        Key::new(
            "every",
            Kind::Duration,
            "The time between two looks; the first is at once.",
            "\"5 min\"",
        ),
        Key::new(
            "by",
            Kind::Step,
            "How far in one step; below 0 only where there is no `to`.",
            "\"0.05 ug/kg/min\"",
        )
        .required(),
        Key::new(
            "within",
            Kind::Limits,
            "The least and the most; where nothing runs yet, a rate begins at the least.",
            "\"0..1 ug/kg/min\"",
        )
        .required(),
        Key::new(
            "more",
            Kind::Choice(&["raises", "lowers"]),
            "What more of the drug does to the quantity of `to`.",
            "\"lowers\"",
        )
        .default("\"raises\""),
        Key::new("until", Kind::Time, "No step after this time.", "\"12 h\""),
    ],
    one_of: &[],
};
