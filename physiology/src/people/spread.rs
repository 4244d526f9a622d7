//! How adults of one kind differ in heart, vessels, reflexes, blood, lungs, the drive to breathe and defence,
//! and whom nobody has met.

/// A parameter that differs between people, lognormally around the typical person's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Part.
    pub part: &'static str,
    /// Parameter.
    pub parameter: &'static str,
    /// Standard deviation relative to the mean.
    pub cv: f64,
    /// Least and most, relative to the typical person's; what is drawn outside is drawn again.
    pub within: (f64, f64),
    /// Where that is from.
    pub source: &'static str,
}

const CVSIM: &str = "standard deviation, least and most over the mean of CVSim 1.0.1 (initial.c; \
    Heldt's thesis, MIT 2004)";

const fn of(
    part: &'static str,
    parameter: &'static str,
    cv: f64,
    least: f64,
    most: f64,
) -> Difference {
    Difference {
        part,
        parameter,
        cv,
        within: (least, most),
        source: CVSIM,
    }
}

/// How people differ in meeting an infection: nobody has measured it in these units.
const fn host(
    part: &'static str,
    parameter: &'static str,
    cv: f64,
    source: &'static str,
) -> Difference {
    Difference {
        part,
        parameter,
        cv,
        within: (0.2, 5.0),
        source,
    }
}

/// What differs between adults of the same sex, age, weight and height. Where the source has a
/// resistance or a compliance and the model its inverse, the limits are turned round.
pub const DIFFERENCES: [Difference; 42] = [
    of(
        "baroreflex",
        "arterial_set_point",
        3.0 / 91.0,
        89.0 / 91.0,
        105.0 / 91.0,
    ),
    of(
        "baroreflex",
        "interval",
        3.3 / 70.0,
        70.0 / 85.0,
        70.0 / 50.0,
    ),
    of(
        "baroreflex",
        "sympathetic_interval",
        0.004 / 0.012,
        0.005 / 0.012,
        0.017 / 0.012,
    ),
    of(
        "baroreflex",
        "vagal_interval",
        0.004 / 0.009,
        0.005 / 0.009,
        0.017 / 0.009,
    ),
    of(
        "baroreflex",
        "contractility_gain",
        0.001 / 0.014,
        0.004 / 0.014,
        1.0,
    ),
    of(
        "baroreflex",
        "arteriolar_gain",
        0.05 / 0.13,
        0.05 / 0.13,
        0.15 / 0.13,
    ),
    of(
        "baroreflex",
        "arteriolar_atrial_gain",
        0.05 / 0.3,
        0.2 / 0.3,
        0.4 / 0.3,
    ),
    of(
        "baroreflex",
        "venous_gain",
        2.1 / 13.3,
        9.0 / 13.3,
        17.6 / 13.3,
    ),
    of(
        "baroreflex",
        "venous_atrial_gain",
        12.8 / 64.0,
        38.4 / 64.0,
        90.0 / 64.0,
    ),
    of(
        "circulation",
        "usual_blood_volume",
        203.0 / 5150.0,
        4041.0 / 5150.0,
        6460.0 / 5150.0,
    ),
    of(
        "circulation",
        "arterial_compliance",
        0.04 / 0.28,
        0.16 / 0.28,
        0.40 / 0.28,
    ),
    of(
        "circulation",
        "splanchnic_compliance",
        7.5 / 60.0,
        27.5 / 60.0,
        72.5 / 60.0,
    ),
    of(
        "circulation",
        "splanchnic_unstressed",
        100.0 / 1146.0,
        850.0 / 1146.0,
        1450.0 / 1146.0,
    ),
    of(
        "circulation",
        "leg_compliance",
        3.0 / 20.0,
        11.0 / 20.0,
        29.0 / 20.0,
    ),
    of(
        "circulation",
        "leg_unstressed",
        50.0 / 716.0,
        666.0 / 716.0,
        866.0 / 716.0,
    ),
    of(
        "circulation",
        "upper_unstressed",
        40.0 / 645.0,
        425.0 / 645.0,
        765.0 / 645.0,
    ),
    of(
        "circulation",
        "splanchnic_conductance",
        1.0 / 3.0,
        3.0 / 4.3,
        3.0 / 2.3,
    ),
    of(
        "circulation",
        "kidney_conductance",
        1.0 / 4.1,
        4.1 / 6.2,
        4.1 / 3.2,
    ),
    of(
        "circulation",
        "muscle_conductance",
        0.5 / 4.5,
        4.5 / 10.3,
        4.5 / 4.0,
    ),
    of(
        "circulation",
        "left_elastance",
        0.10 / 0.40,
        0.40 / 0.77,
        0.40 / 0.20,
    ),
    of(
        "circulation",
        "right_elastance",
        0.47 / 1.30,
        1.30 / 2.0,
        1.30 / 0.30,
    ),
    of(
        "circulation",
        "left_stiffness",
        1.18 / 9.69,
        9.69 / 15.11,
        9.69 / 3.88,
    ),
    of(
        "circulation",
        "right_stiffness",
        5.0 / 19.29,
        19.29 / 29.0,
        19.29 / 7.0,
    ),
    of(
        "circulation",
        "pulmonary_venous_compliance",
        3.7 / 9.0,
        5.3 / 9.0,
        12.7 / 9.0,
    ),
    of(
        "circulation",
        "pulmonary_unstressed",
        50.0 / 430.0,
        180.0 / 430.0,
        580.0 / 430.0,
    ),
    Difference {
        part: "breathing_control",
        parameter: "central_gain",
        cv: 0.4 / 1.5,
        within: (0.5, 2.0),
        source: "ten volunteers, 1.5 +- 0.4 L/min/mmHg: Nieuwenhuijs et al., Anesthesiology 2001;95:889; \
            limits are of a half and of twice",
    },
    Difference {
        part: "breathing_control",
        parameter: "peripheral_gain",
        cv: 0.3 / 0.5,
        within: (0.3, 3.0),
        source: "ten volunteers, 0.5 +- 0.3 L/min/mmHg: Nieuwenhuijs et al., Anesthesiology 2001;95:889; \
            limits are of a third and of three times",
    },
    Difference {
        part: "chest",
        parameter: "residual_capacity",
        cv: 0.55 / 3.2,
        within: (1.0 - 1.64 * 0.55 / 3.2, 1.0 + 1.64 * 0.55 / 3.2),
        source: "residual standard deviation 0.6 L of men and 0.5 L of women about what is predicted, and its \
            limits of nine in ten: Quanjer et al., Eur Respir J 1993;6 Suppl 16:5 (from memory)",
    },
    host("inflammation", "growth", 0.25, "assumed: pathogens differ"),
    host(
        "inflammation",
        "by_damage",
        0.30,
        "assumed: in whom damage goes on inflaming",
    ),
    host(
        "inflammation",
        "activated_loss",
        0.15,
        "assumed: how long people stay inflamed",
    ),
    host(
        "inflammation",
        "tolerance_time",
        0.40,
        "assumed: how soon damage loses its power to inflame",
    ),
    host(
        "septic_organs",
        "vessels_half",
        0.40,
        "assumed: who gets hypotension, and when",
    ),
    host(
        "septic_organs",
        "heart_half",
        0.30,
        "assumed: whose heart fails",
    ),
    host(
        "septic_organs",
        "organs_half",
        0.30,
        "assumed: whose organs fail",
    ),
    host(
        "endotoxaemia",
        "by_endotoxin",
        0.25,
        "assumed: whose monocytes answer endotoxin sooner",
    ),
    host(
        "endotoxaemia",
        "six_made",
        0.40,
        "assumed: peaks of volunteers differ by half of their mean and more",
    ),
    host(
        "endotoxaemia",
        "eight_made",
        0.40,
        "assumed: peaks of volunteers differ by half of their mean and more",
    ),
    host(
        "endotoxaemia",
        "ten_made",
        0.40,
        "assumed: peaks of volunteers differ by half of their mean and more",
    ),
    host(
        "endotoxin_organs",
        "fever_most",
        0.20,
        "assumed: near the 0.4 K by which highest temperatures of volunteers differ",
    ),
    host(
        "endotoxin_organs",
        "dilation",
        0.10,
        "assumed: who gets hypotension; with 0.2 one volunteer in twelve would be in shock, and none was",
    ),
    Difference {
        part: "survival",
        parameter: "luck",
        // A standard deviation of the logarithm of 1.702.
        cv: 4.137,
        within: (1e-4, 1e4),
        source: "the lot by which a risk becomes a death: the logistic distribution as a normal one, no finding",
    },
];

/// What a quantity of a resting adult is at least and at most: a draw that rests elsewhere is nobody,
/// and is drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plausible {
    /// Quantity of the vocabulary.
    pub quantity: &'static str,
    /// At least.
    pub least: f64,
    /// At most.
    pub most: f64,
}

/// Resting adults without a disease of heart or vessels.
pub const PLAUSIBLE: [Plausible; 6] = [
    Plausible {
        quantity: "mean_arterial_pressure",
        least: 70.0,
        most: 105.0,
    },
    Plausible {
        quantity: "heart_rate",
        least: 50.0,
        most: 100.0,
    },
    Plausible {
        quantity: "central_venous_pressure",
        least: -1.0,
        most: 8.0,
    },
    Plausible {
        quantity: "pulmonary_wedge_pressure",
        least: 1.0,
        most: 15.0,
    },
    Plausible {
        quantity: "mean_pulmonary_pressure",
        least: 6.0,
        most: 20.0,
    },
    Plausible {
        quantity: "arterial_carbon_dioxide_pressure",
        least: 35.0,
        most: 45.0,
    },
];

/// What the limits rest on.
pub const PLAUSIBLE_SOURCE: &str = "resting adults: mean arterial pressure 70 to 105 mmHg and heart rate 50 to \
    100 /min (van Leeuwen 2015), mean pulmonary pressure up to 20 mmHg and wedge up to 15 mmHg (limits of \
    pulmonary hypertension, ESC/ERS 2022), central venous pressure -1 to 8 mmHg (assumed, lying), \
    arterial carbon dioxide 35 to 45 mmHg (its reference range)";
