//! What is done to the patient, and when.

use super::kind::{Kind, Named};
use super::{Key, Table};

const VERBS: &[&str] = &[
    "give", "use", "stop", "set", "titrate", "start", "say", "do",
];

const GIVE: Key = Key::new(
    "give",
    Kind::Name(Named::Drug),
    "Gives a drug, a fluid or a meal.",
    "\"insulin\"",
);
const DOSE: Key = Key::new(
    "dose",
    Kind::Dose,
    "How much, also per weight.",
    "\"4.5 U\"",
)
.with(&["give"]);
const RATE: Key = Key::new(
    "rate",
    Kind::Rate,
    "How much per time, until stopped or as long as `over` says.",
    "\"0.0211 U/min\"",
)
.with(&["give", "start"]);
const OVER: Key =
    Key::new("over", Kind::Duration, "Over how long.", "\"30 min\"").with(&["give", "start"]);
const ROUTE: Key = Key::new(
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
const STOP: Key = Key::new(
    "stop",
    Kind::Name(Named::Drug),
    "Stops an infusion, or an insult.",
    "\"insulin\"",
);
const SET: Key = Key::new(
    "set",
    Kind::Name(Named::Parameter),
    "Changes a parameter of the patient.",
    "\"insulin_action.insulin_sensitivity\"",
);
const TO: Key = Key::new(
    "to",
    Kind::Setting,
    "What the parameter becomes: a share of the twin's own value, or a value.",
    "\"60 %\"",
)
.with(&["set", "titrate"]);
const REPEAT: Key = Key::new(
    "repeat",
    Kind::Table(&REPETITION),
    "Does it again; after `when`, lets it happen again.",
    "{ every = \"8 h\", times = 3 }",
);
const TITRATE: Key = Key::later("titrate", "Adjusts a drug step by step towards a target.");
const STEP: Key = Key::later("step", "How a drug is adjusted.");
const START: Key = Key::new(
    "start",
    Kind::Name(Named::Insult),
    "Begins an insult.",
    "\"haemorrhage\"",
);
const AS: Key = Key::new(
    "as",
    Kind::Line,
    "How severe an insult is, by what is measured when it begins.",
    "\"blood_loss = 150 mL/min\"",
)
.with(&["start"]);
const SAY: Key = Key::later("say", "Words that learners hear.");
const DO: Key = Key::later("do", "A procedure.");

/// An action of a treatment.
pub(super) static ACTION: Table = Table {
    name: "[[treatment]]",
    meaning: "One action: exactly one of `at` and `when`, and exactly one verb.",
    keys: &[
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
        GIVE,
        DOSE,
        RATE,
        OVER,
        ROUTE,
        USE,
        STOP,
        SET,
        TO,
        REPEAT,
        TITRATE,
        STEP,
        START,
        AS,
        SAY,
        DO,
    ],
    one_of: &[&["at", "when"], VERBS],
};

/// A treatment with a name: one action, or several with times of their own.
pub(super) static PROTOCOL: Table = Table {
    name: "[protocol.NAME]",
    meaning: "A treatment with a name: one action, or `steps` with times counted from its use.",
    keys: &[
        Key::new(
            "steps",
            Kind::Tables(&ACTION),
            "Several actions; their times count from the moment the protocol is used.",
            "[{ at = \"0 min\", give = \"meal\", dose = \"15 g\" }]",
        ),
        GIVE,
        DOSE,
        RATE,
        OVER,
        ROUTE,
        USE,
        STOP,
        SET,
        TO,
        REPEAT,
        TITRATE,
        STEP,
        START,
        AS,
        SAY,
        DO,
    ],
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
