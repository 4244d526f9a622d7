//! Rodas5P: a Rosenbrock method of order 5 for stiff bodies.
//!
//! G. Steinebach, BIT Numer. Math. 63 (2023) 27; L-stable and stiffly accurate, with an interpolant of
//! order 4. Eight stages, each one linear solve with the same matrix; the derivatives by state and by
//! time must be exact, and are (`jacobian.rs`).

use super::jacobian::{Instant, Jacobian};
use super::kernel::Kernel;
use super::lu::Lu;
use super::one_step::{Flow, Leap, OneStep, ratio};
use crate::patient::Reason;
use crate::time::minutes;

/// Rodas5P at work on the patients of one body.
pub(crate) struct Rodas5p {
    jacobian: Jacobian,
    matrix: Lu,
    /// Stages; they have the unit of the state.
    stages: [Vec<f64>; 8],
    /// State at a stage, and rates there; rates at the start of the step.
    stage: Vec<f64>,
    rates: Vec<f64>,
    first: Vec<f64>,
    end: Vec<f64>,
    /// Interpolant, by state.
    dense: Vec<[f64; 3]>,
}

impl Rodas5p {
    /// Room for the patients of this body.
    pub fn new(k: &Kernel) -> Self {
        let n = k.body.states();
        let jacobian = Jacobian::new(&k.body, k.uses_time);
        Self {
            matrix: Lu::new(jacobian.order.clone()),
            jacobian,
            stages: std::array::from_fn(|_| vec![0.0; n]),
            stage: vec![0.0; n],
            rates: vec![0.0; n],
            first: vec![0.0; n],
            end: vec![0.0; n],
            dense: vec![[0.0; 3]; n],
        }
    }

    /// Right-hand side of a stage, into its place.
    fn right_hand_side(&mut self, flow: &mut Flow, leap: &Leap, stage: usize) {
        let (t, h) = (minutes(leap.t), minutes(leap.h));
        let (done, open) = self.stages.split_at_mut(stage);
        if stage == 0 {
            self.rates.copy_from_slice(&self.first);
        } else {
            for (i, value) in self.stage.iter_mut().enumerate() {
                *value = leap.x[i] + weigh(&A[stage], done, i);
            }
            flow.rates(t + NODES[stage] * h, &self.stage, &mut self.rates);
        }
        for (i, value) in open[0].iter_mut().enumerate() {
            *value = self.rates[i]
                + h * BY_TIME[stage] * self.jacobian.by_time(i)
                + weigh(&C[stage], done, i) / h;
        }
    }
}

impl OneStep for Rodas5p {
    const ORDER: u32 = 5;
    const STOPS_TO_LOOK: bool = false;

    fn attempt(&mut self, flow: &mut Flow, leap: &Leap) -> Result<f64, Reason> {
        let n = leap.x.len();
        if !leap.again {
            let t = minutes(leap.t);
            // Afterwards inputs and signals are those of this instant.
            flow.rates(t, leap.x, &mut self.first);
            self.jacobian.compute(&Instant {
                t,
                x: leap.x,
                p: &flow.p,
                u: &flow.u,
                y: &flow.y,
            });
        }
        let diagonal = 1.0 / (minutes(leap.h) * GAMMA);
        let (slopes, width) = (&self.jacobian.slopes, self.jacobian.width());
        if !self.matrix.factor(diagonal, slopes, width) {
            // Singular for this step only: a shorter one is tried.
            return Ok(f64::NAN);
        }
        for stage in 0..8 {
            self.right_hand_side(flow, leap, stage);
            self.matrix.solve(&mut self.stages[stage]);
        }
        for i in 0..n {
            self.end[i] = leap.x[i] + weigh(&WEIGHTS, &self.stages, i);
            self.dense[i] = std::array::from_fn(|term| weigh(&DENSE[term], &self.stages, i));
        }
        // The last stage is the difference to the embedded solution of order 4.
        Ok(ratio(flow.k, &self.stages[7], leap.x, &self.end))
    }

    fn end(&self) -> &[f64] {
        &self.end
    }

    fn inside(&self, s: f64, start: &[f64], x: &mut [f64]) {
        for (i, value) in x.iter_mut().enumerate() {
            let d = &self.dense[i];
            // (1 - s) x + s (end + ...), so that a state at rest stays so to the bit.
            let bend = (1.0 - s) * (d[0] + s * (d[1] + s * d[2]));
            *value = start[i] + s * (self.end[i] - start[i] + bend);
        }
    }
}

/// Sum of weighted stages of one state.
fn weigh(weights: &[f64; 8], stages: &[Vec<f64>], i: usize) -> f64 {
    let mut sum = 0.0;
    for (weight, stage) in weights.iter().zip(stages) {
        sum += weight * stage[i];
    }
    sum
}

const GAMMA: f64 = 0.21193756319429014;
const NODES: [f64; 8] = [
    0.0,
    0.6358126895828704,
    0.4095798393397535,
    0.9769306725060716,
    0.4288403609558664,
    1.0,
    1.0,
    1.0,
];
const BY_TIME: [f64; 8] = [
    0.21193756319429014,
    -0.42387512638858027,
    -0.3384627126235924,
    1.8046452872882734,
    2.325825639765069,
    0.0,
    0.0,
    0.0,
];
const A: [[f64; 8]; 8] = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [
        2.849394379747939,
        0.45842242204463923,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        -6.954028509809101,
        2.489845061869568,
        -10.358996098473584,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        2.8029986275628964,
        0.5072464736228206,
        -0.3988312541770524,
        -0.04721187230404641,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        -7.502846399306121,
        2.561846144803919,
        -11.627539656261098,
        -0.18268767659942256,
        0.030198172008377946,
        0.0,
        0.0,
        0.0,
    ],
    [
        -7.502846399306121,
        2.561846144803919,
        -11.627539656261098,
        -0.18268767659942256,
        0.030198172008377946,
        1.0,
        0.0,
        0.0,
    ],
    [
        -7.502846399306121,
        2.561846144803919,
        -11.627539656261098,
        -0.18268767659942256,
        0.030198172008377946,
        1.0,
        1.0,
        0.0,
    ],
];
const C: [[f64; 8]; 8] = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [-14.155112264123755, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [
        -17.97296035885952,
        -2.859693295451294,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        147.12150275711716,
        -1.41221402718213,
        71.68940251302358,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        165.43517024871676,
        -0.4592823456491126,
        42.90938336958603,
        -5.961986721573306,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        24.854864614690072,
        -3.0009227002832186,
        47.4931110020768,
        5.5814197821558125,
        -0.6610691825249471,
        0.0,
        0.0,
        0.0,
    ],
    [
        30.91273214028599,
        -3.1208243349937974,
        77.79954646070892,
        34.28646028294783,
        -19.097331116725623,
        -28.087943162872662,
        0.0,
        0.0,
    ],
    [
        37.80277123390563,
        -3.2571969029072276,
        112.26918849496327,
        66.9347231244047,
        -40.06618937091002,
        -54.66780262877968,
        -9.48861652309627,
        0.0,
    ],
];
const DENSE: [[f64; 8]; 3] = [
    [
        25.948786856663858,
        -2.5579724845846235,
        10.433815404888879,
        -2.3679251022685204,
        0.524948541321073,
        1.1241088310450404,
        0.4272876194431874,
        -0.17202221070155493,
    ],
    [
        -9.91568850695171,
        -0.9689944594115154,
        3.0438037242978453,
        -24.495224566215796,
        20.176138334709044,
        15.98066361424651,
        -6.789040303419874,
        -6.710236069923372,
    ],
    [
        11.419903575922262,
        2.8879645146136994,
        72.92137995996029,
        80.12511834622643,
        -52.072871366152654,
        -59.78993625266729,
        -0.15582684282751913,
        4.883087185713722,
    ],
];
const WEIGHTS: [f64; 8] = [
    -7.502846399306121,
    2.561846144803919,
    -11.627539656261098,
    -0.18268767659942256,
    0.030198172008377946,
    1.0,
    1.0,
    1.0,
];
