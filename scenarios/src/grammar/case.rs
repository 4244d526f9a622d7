//! Teaching: what learners and their facilitator read, what befalls the patient, what is to be done.

use super::kind::Kind;
use super::treatment::{
    AS, DO, DOSE, GIVE, OVER, PUMP, RATE, REPEAT, ROUTE, SET, SITE, START, STEP, STOP, TARGET,
    TITRATE, TO,
};
use super::{Key, Named, Table};

/// `[case]`.
pub(super) static CASE: Table = Table {
    name: "[case]",
    meaning: "What learners and their facilitator read; `homeostat teach` runs the patient live.",
    keys: &[
        Key::new(
            "level",
            Kind::Line,
            "For whom the case is.",
            "\"final-year student\"",
        ),
        Key::new(
            "objectives",
            Kind::Lines,
            "What is to be learned.",
            "[\"recognise haemorrhage\", \"stop it before replacing it\"]",
        ),
        Key::new(
            "brief",
            Kind::Text,
            "What learners read first.",
            "\"You are called to recovery: pale, sweating, anxious.\"",
        )
        .required(),
        Key::new(
            "hidden",
            Kind::Text,
            "What only the facilitator reads.",
            "\"A clip has slipped off the splenic artery.\"",
        ),
        Key::new(
            "discuss",
            Kind::Lines,
            "Questions for the debrief.",
            "[\"What told you first that blood was missing?\"]",
        ),
        Key::new(
            "orders",
            Kind::Orders,
            "What learners may give: \"all\", or names.",
            "[\"epinephrine\", \"balanced crystalloid\"]",
        )
        .default("\"all\""),
        Key::new(
            "labs",
            Kind::Duration,
            "How long a laboratory takes to answer.",
            "\"10 min\"",
        )
        .default("\"5 min\""),
        Key::new(
            "death",
            Kind::Line,
            "Whether the patient may die: \"allowed\", \"never\", or \"held until\" a time.",
            "\"held until 18 min\"",
        )
        .default("\"allowed\""),
        Key::new(
            "signs",
            Kind::Table(&SIGNS),
            "What an examination finds beside what the body's signals say.",
            "{ skin = \"wheals on chest and arms\" }",
        ),
    ],
    one_of: &[],
};

static SIGNS: Table = Table {
    name: "signs",
    meaning: "What an examination finds beside what the body's signals say, by examination.",
    keys: &[
        Key::new(
            "look",
            Kind::Line,
            "Seen from the end of the bed.",
            "\"the drain is full of blood\"",
        ),
        Key::new(
            "chest",
            Kind::Line,
            "Of the chest.",
            "\"a surgical scar on the left\"",
        ),
        Key::new(
            "pulse",
            Kind::Line,
            "Of the circulation.",
            "\"a murmur at the apex\"",
        ),
        Key::new(
            "mind",
            Kind::Line,
            "Of consciousness and pupils.",
            "\"her speech is slurred\"",
        ),
        Key::new(
            "skin",
            Kind::Line,
            "Of skin, belly and limbs.",
            "\"wheals on chest and arms\"",
        ),
    ],
    one_of: &[],
};

/// `[[event]]`.
pub(super) static EVENT: Table = Table {
    name: "[[event]]",
    meaning: "Something that befalls the patient, in every arm: exactly one of `at` and `when`, and exactly one verb.",
    keys: &[
        Key::new("at", Kind::Times, "When: a time, or several.", "\"1 min\""),
        Key::new(
            "when",
            Kind::Condition,
            "When: as soon as this becomes true.",
            "\"spo2 < 90 %\"",
        ),
        Key::new(
            "from",
            Kind::Time,
            "The condition counts from this time on.",
            "\"2 min\"",
        )
        .with(&["when"]),
        Key::new(
            "until",
            Kind::Time,
            "The condition counts up to this time.",
            "\"12 min\"",
        )
        .with(&["when"]),
        START,
        DO,
        AS,
        RATE,
        OVER,
        STOP,
        SET,
        TO.with(&["set"]),
        GIVE,
        DOSE,
        ROUTE,
        Key::new(
            "say",
            Kind::Table(&SAY_TABLE),
            "Words that learners hear, and who says them.",
            "{ who = \"patient\", text = \"I can't breathe\" }",
        ),
    ],
    one_of: &[
        &["at", "when"],
        &["start", "do", "stop", "set", "give", "say"],
    ],
};

static SAY_TABLE: Table = Table {
    name: "say",
    meaning: "Words that learners hear.",
    keys: &[
        Key::new("who", Kind::Line, "Who says them.", "\"patient\"").default("\"patient\""),
        Key::new("text", Kind::Line, "The words.", "\"I can't breathe\"").required(),
    ],
    one_of: &[],
};

/// `[[goal]]`.
pub(super) static GOAL: Table = Table {
    name: "[[goal]]",
    meaning: "What a learner is meant to do or to reach, or never to do.",
    keys: &[
        Key::new(
            "name",
            Kind::Line,
            "What the goal is called.",
            "\"epinephrine into a muscle\"",
        )
        .required(),
        Key::new(
            "met",
            Kind::Goal,
            "What meets it: a deed of the learner (`given`, `done`, `stopped`, `said`, `asked`, `examined`, `set`), a condition on present values, or several with `and` and `or`.",
            "\"given(epinephrine, route = im, dose = 0.3..0.5 mg)\"",
        ),
        Key::new(
            "never",
            Kind::Goal,
            "What must not happen.",
            "\"given(epinephrine, route = iv, dose > 0.1 mg)\"",
        ),
        Key::new(
            "from",
            Kind::Time,
            "It counts from this time on.",
            "\"5 min\"",
        )
        .default("\"0 min\""),
        Key::new(
            "by",
            Kind::Time,
            "It is to be met by this time.",
            "\"4 min\"",
        )
        .with(&["met"]),
        Key::new(
            "lasting",
            Kind::Duration,
            "What meets it has to hold so long.",
            "\"2 min\"",
        ),
        Key::new(
            "points",
            Kind::Whole(0, 1000),
            "What it counts in the score.",
            "2",
        )
        .default("1"),
        Key::new(
            "prompt",
            Kind::Table(&PROMPT),
            "What is said to learners who have not met it.",
            "{ at = \"6 min\", say = \"Shall I draw up epinephrine?\" }",
        )
        .with(&["met"]),
        Key::new(
            "key",
            Kind::Truth,
            "Whether the debrief asks what had been if it had been met earlier; else the first goal that a deed meets.",
            "true",
        )
        .default("false"),
    ],
    one_of: &[&["met", "never"]],
};

static PROMPT: Table = Table {
    name: "prompt",
    meaning: "What is said to learners who have not met a goal.",
    keys: &[
        Key::new("at", Kind::Time, "When.", "\"6 min\"").required(),
        Key::new("who", Kind::Line, "Who says it.", "\"nurse\"").default("\"nurse\""),
        Key::new(
            "say",
            Kind::Line,
            "The words.",
            "\"Shall I draw up epinephrine?\"",
        )
        .required(),
    ],
    one_of: &[],
};

/// What a learner did, in a file of its own: `homeostat teach --script`.
pub static SCRIPT: Table = Table {
    name: "the actions",
    meaning: "What a learner did to a patient of `homeostat teach`, and when.",
    keys: &[
        Key::new(
            "learner",
            Kind::Line,
            "Who it was: a name for tables.",
            "\"group 3\"",
        )
        .default("\"learner\""),
        Key::new(
            "scenario",
            Kind::Line,
            "The scenario that it was, by its path or its name in the library.",
            "\"haemorrhage-in-recovery\"",
        ),
        Key::new(
            "until",
            Kind::Time,
            "When it ended; else at the scenario's horizon.",
            "\"20 min\"",
        ),
        Key::new(
            "action",
            Kind::Tables(&ACT),
            "What was done.",
            "[{ at = \"2 min\", give = \"epinephrine\", dose = \"0.5 mg\", route = \"im\" }]",
        ),
    ],
    one_of: &[],
};

static ACT: Table = Table {
    name: "[[action]]",
    meaning: "One thing done: a time, and exactly one verb.",
    keys: &[
        Key::new("at", Kind::Time, "When.", "\"2 min\"").required(),
        Key::new(
            "by",
            Kind::Choice(&["learner", "instructor"]),
            "Who did it.",
            "\"learner\"",
        )
        .default("\"learner\""),
        GIVE,
        DOSE,
        RATE,
        TARGET,
        SITE,
        PUMP,
        OVER,
        ROUTE,
        REPEAT.with(&["give"]),
        TITRATE,
        STEP,
        STOP,
        SET,
        TO,
        START,
        DO,
        AS,
        Key::new(
            "towards",
            Kind::Line,
            "What the instructor steered towards, where `steer` worked out how severe it has to be; said in the debrief.",
            "\"mean_arterial_pressure = 55 mmHg in 3 min\"",
        )
        .with(&["start"]),
        Key::new(
            "steer",
            Kind::Line,
            "Adjusts what befell the patient so that a quantity becomes a value in a time, as treatment goes on now: an instructor's key. The log keeps the severity that was worked out.",
            "\"mean_arterial_pressure = 55 mmHg in 3 min\"",
        ),
        Key::new(
            "through",
            Kind::Name(Named::Insult),
            "What is adjusted; without it what befell the patient last.",
            "\"haemorrhage\"",
        )
        .with(&["steer"]),
        Key::new(
            "examine",
            Kind::Line,
            "Looks, listens, feels: one of the examinations.",
            "\"chest\"",
        ),
        Key::new(
            "ask",
            Kind::Line,
            "Sends blood to the laboratory.",
            "\"blood gas\"",
        ),
        Key::new(
            "say",
            Kind::Line,
            "Something said aloud.",
            "\"call for help\"",
        ),
        Key::new(
            "note",
            Kind::Line,
            "A remark for the debrief.",
            "\"hesitated here\"",
        ),
    ],
    one_of: &[&[
        "give", "titrate", "do", "stop", "set", "start", "steer", "examine", "ask", "say", "note",
    ]],
};
