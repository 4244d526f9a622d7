//! Bogacki and Shampine's pair of orders 5 and 4, with a step of eight stages.
//!
//! P. Bogacki, L. F. Shampine, Comput. Math. Appl. 32 (1996) 15-28; the coefficients are theirs, and
//! are checked against the order conditions by `tests/reference/solvers/order_conditions.py`. Both of
//! their error estimates are used: for a state that decays within a quarter of the step the one that
//! needs all stages passes through zero while the step errs by half of the state, and the other does
//! not. The
//! interpolant of order 4 needs no further stage: Hermite's cubic, and the fourth derivative by which
//! it errs as a weighted sum of the stages, derived by `tests/reference/solvers/bs5_interpolant.py`.

use super::pair::{Dense, Pair};

/// BS5.
pub(crate) static BS5: Pair = Pair {
    order: 5,
    c: &C,
    a: &[&A1, &A2, &A3, &A4, &A5, &A6, &B],
    error: &ERROR,
    error_too: Some(&ERROR_TOO),
    error_low: None,
    extra_c: &[],
    extra_a: &[],
    dense: Dense::Polynomial(&DENSE),
};

const C: [f64; 8] = [
    0.0,
    0.16666666666666666,
    0.2222222222222222,
    0.42857142857142855,
    0.6666666666666666,
    0.75,
    1.0,
    1.0,
];
const A1: [f64; 1] = [0.16666666666666666];
const A2: [f64; 2] = [0.07407407407407407, 0.14814814814814814];
const A3: [f64; 3] = [
    0.13338192419825073,
    -0.47230320699708456,
    0.7674927113702624,
];
const A4: [f64; 4] = [
    0.22895622895622897,
    -0.36363636363636365,
    0.2937062937062937,
    0.5076405076405076,
];
const A5: [f64; 5] = [
    0.026500355113636364,
    0.23011363636363635,
    0.10772747760052448,
    0.1602190777972028,
    0.225439453125,
];
const A6: [f64; 6] = [
    0.18159821692916506,
    -0.38707982536247293,
    0.41288268560074054,
    0.6409913191253497,
    -1.0121439383514517,
    1.1637515420586695,
];
const B: [f64; 7] = [
    0.07279265873015874,
    0.0,
    0.28662437773692473,
    0.19513621794871794,
    0.008638392857142857,
    0.3595655806182122,
    0.07724277210884353,
];
const ERROR: [f64; 8] = [
    0.0019478942125547064,
    0.0,
    -0.009048699186152193,
    0.015478743126634073,
    -0.021222718253968254,
    0.013276905111429694,
    0.005480370770138146,
    -0.005912495780636172,
];
const ERROR_TOO: [f64; 6] = [
    -0.00234375,
    0.0,
    0.0103760754048583,
    -0.016490384615384615,
    0.018984375,
    -0.010526315789473684,
];
const DENSE: [&[f64]; 4] = [
    &[1.0],
    &[
        -3.1790674603174605,
        0.0,
        3.201195726266215,
        1.0785933048433047,
        -0.10366071428571429,
        -1.5701475912002227,
        -0.9269132653061225,
        1.5,
    ],
    &[
        3.6493055555555554,
        0.0,
        -5.255893941584731,
        -1.376641737891738,
        0.241875,
        4.578557504873294,
        2.1627976190476192,
        -4.0,
    ],
    &[
        -1.3974454365079365,
        0.0,
        2.3413225930554407,
        0.493184650997151,
        -0.12957589285714285,
        -2.6488443330548592,
        -1.158641581632653,
        2.5,
    ],
];
