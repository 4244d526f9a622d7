//! A scenario to start from.

/// A commented scenario that answers a question as it stands, for `homeostat new`.
pub const TEMPLATE: &str = r##"#:schema ./scenario.schema.json
# Editors complete keys once `homeostat schema > scenario.schema.json` stands beside this file.
# A scenario: one patient, arms that differ in one thing, and what is measured.
# `homeostat check FILE` says what is wrong with it, `homeostat run FILE` answers its question.
# 0 is now. Numbers with a unit, and times, stand in quotes.

title = "Insulin before or after a meal"
question = "Does mealtime insulin work better 15 minutes before the meal than half an hour after it begins?"
horizon = "8 h"                           # how far to look ahead
seed = 1                                  # chooses the random draws; the same seed gives the same result

[patient]
virtual = "adult#001"                     # `homeostat list patients` names the others
twins = 50                                # plausible twins of this patient; 1 is the typical twin

[[patient.varies]]                        # how the twins differ
parameter = "insulin_action.insulin_sensitivity"
cv = "25 %"
source = "assumed: nobody measured this patient's day-to-day variability"

[[treatment]]                             # what every arm receives
at = "0 h"
give = "insulin"
rate = "basal"                            # this patient's own basal rate

[[treatment]]
at = "1 h"
give = "meal"
dose = "60 g"                             # of carbohydrate
over = "15 min"

# [protocol.rescue]                       # a treatment with a name, used as: use = "rescue"
# give = "meal"
# dose = "15 g"

[[arm]]                                   # the first arm is the comparator
name = "15 min before the meal"
treatment = [{ at = "45 min", give = "insulin", dose = "4 U" }]

[[arm]]
name = "30 min after it begins"
treatment = [{ at = "1 h 30 min", give = "insulin", dose = "4 U" }]

# An action may also wait for something:
# [[treatment]]
# when = "sensor_glucose < 70 mg/dL"
# use = "rescue"
# repeat = { every = "15 min" }           # may happen again, no sooner than that

[[outcome]]                               # one number for each twin in each arm
name = "time in range"
of = "time(plasma_glucose = 70..180 mg/dL, from 1 h)"
meaningful = "20 min more"                # the smallest difference that matters, and which way is good

[[outcome]]
name = "peak"
of = "maximum(plasma_glucose, from 1 h)"
meaningful = "10 mg/dL less"

[[outcome]]
name = "below 70 within 4 h of the meal"
of = "risk(plasma_glucose < 70 mg/dL, from 1 h, within 4 h)"
meaningful = "5 % less"
"##;
