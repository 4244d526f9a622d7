//! exp, exp - 1, ln, sin and floor against exact arithmetic (`astro-float-num`, 128 bits, its results
//! correctly rounded), at more than 200,000 arguments, and the same bits with every instruction set.

use std::f64::consts::{LN_2, PI};

use astro_float_num::{BigFloat, Consts, RoundingMode, Sign};
use physiology::{Isa, Lanes, Real, Task, WIDTH, elementary};

const BITS: usize = 128;

/// Arguments in a fixed pseudo-random order (splitmix64, Steele et al. 2014).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / (1u64 << 53) as f64)
    }

    fn many(&mut self, count: usize, low: f64, high: f64) -> Vec<f64> {
        (0..count).map(|_| self.between(low, high)).collect()
    }
}

/// The nearest `f64`, ties to even, subnormals included.
fn nearest(exact: &BigFloat) -> f64 {
    let Some((words, _, sign, exponent, _)) = exact.as_raw_parts() else {
        return if exact.is_nan() {
            f64::NAN
        } else if exact.is_positive() {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        };
    };
    // The value is 0.m * 2^exponent with the first bit of m set, or zero.
    let Some((&top, lower)) = words.split_last() else {
        return 0.0;
    };
    let biased = i64::from(exponent) + 1022;
    let shift = 11 + (1 - biased).max(0);
    if top == 0 || shift > 64 {
        return 0.0;
    }
    let wide = u128::from(top) << 64;
    let kept = wide.checked_shr(64 + shift as u32).unwrap_or(0) as u64;
    let tail = (wide << (64 - shift)) | u128::from(lower.iter().any(|w| *w != 0));
    let half = 1u128 << 127;
    let up = tail > half || tail == half && kept & 1 == 1;
    let size = if biased > 2046 {
        f64::INFINITY
    } else {
        // A carry out of the fraction raises the exponent, as it should.
        f64::from_bits((((biased - 1).max(0) as u64) << 52) + kept + u64::from(up))
    };
    if sign == Sign::Neg { -size } else { size }
}

/// How many floats lie between two, counting through zero; NaN is far from everything but NaN.
fn distance(a: f64, b: f64) -> u64 {
    let order = |x: f64| {
        let size = i128::from(x.to_bits() & (u64::MAX >> 1));
        if x.is_sign_negative() { -size } else { size }
    };
    match (a.is_nan(), b.is_nan()) {
        (true, true) => 0,
        (false, false) => (order(a) - order(b)).unsigned_abs() as u64,
        _ => u64::MAX,
    }
}

/// The float as an exact big one; `BigFloat::from_f64` misreads subnormals, which are scaled.
fn big(x: f64) -> BigFloat {
    if x.is_normal() || x == 0.0 {
        return BigFloat::from_f64(x, BITS);
    }
    let mut scaled = BigFloat::from_f64(x * 2f64.powi(54), BITS);
    if let Some(exponent) = scaled.exponent() {
        scaled.set_exponent(exponent - 54);
    }
    scaled
}

type Exact = fn(&BigFloat, usize, RoundingMode, &mut Consts) -> BigFloat;

fn within_one_ulp(name: &str, ours: fn(f64) -> f64, exact: Exact, arguments: &[f64]) {
    within_ulp(1, name, ours, exact, arguments);
}

fn within_ulp(most: u64, name: &str, ours: fn(f64) -> f64, exact: Exact, arguments: &[f64]) {
    let mut constants = Consts::new().expect("memory for the constants");
    let (mut worst, mut at, mut inexact) = (0, 0.0, 0usize);
    for &x in arguments {
        let truth = nearest(&exact(&big(x), BITS, RoundingMode::ToEven, &mut constants));
        let off = distance(ours(x), truth);
        inexact += usize::from(off > 0);
        if off > worst {
            (worst, at) = (off, x);
        }
    }
    let share = 100.0 * inexact as f64 / arguments.len() as f64;
    println!(
        "{name}: {} arguments, {share:.2} % not correctly rounded, worst {worst} ulp at {at:e}",
        arguments.len()
    );
    assert!(
        worst <= most,
        "{name}({at:e}) = {:e} is {worst} ulp off",
        ours(at)
    );
}

/// Around a value: the next floats on both sides.
fn around(x: f64) -> impl Iterator<Item = f64> {
    (-8..=8i64).map(move |k| f64::from_bits(x.to_bits().wrapping_add_signed(k)))
}

#[test]
fn validated_exp_is_within_1_ulp_of_correctly_rounded() {
    let mut random = Random(1);
    let mut x = random.many(40_000, -746.0, 710.0);
    x.extend(random.many(20_000, -2.0, 2.0));
    // subnormal results
    x.extend(random.many(5_000, -745.2, -708.0));
    // ends of the reduced range, where two reductions meet
    x.extend((-1075..1024).flat_map(|n| around((f64::from(n) + 0.5) * LN_2)));
    // tiny arguments of either sign
    x.extend((0..3000).map(|i| 2f64.powi(-i / 3) * if i % 2 == 0 { 1.0 } else { -1.0 }));
    within_one_ulp("exp", elementary::exp, BigFloat::exp, &x);
}

#[test]
fn validated_exp_m1_is_within_2_ulp_of_correctly_rounded() {
    let mut random = Random(6);
    let mut x = random.many(40_000, -60.0, 709.0);
    x.extend(random.many(40_000, -2.0, 2.0));
    x.extend((-75..1022).flat_map(|n| around((f64::from(n) + 0.5) * LN_2)));
    // Tiny arguments of either sign, where the power itself would be 1.
    x.extend((0..150).map(|i| 2f64.powi(-i / 3) * if i % 2 == 0 { 1.0 } else { -1.0 }));
    let exact = |x: &BigFloat, bits, mode, constants: &mut Consts| {
        let one = BigFloat::from_f64(1.0, 2 * BITS);
        x.exp(2 * BITS, mode, constants).sub(&one, bits, mode)
    };
    within_ulp(2, "exp_m1", elementary::exp_m1, exact, &x);
}

#[test]
fn validated_ln_is_within_1_ulp_of_correctly_rounded() {
    let mut random = Random(2);
    // every magnitude alike: random bit patterns of finite positive floats
    let mut x: Vec<f64> = (0..40_000)
        .map(|_| f64::from_bits(random.bits() % 0x7ff0_0000_0000_0000))
        .collect();
    x.extend(random.many(20_000, 0.5, 2.0));
    x.extend(random.many(10_000, 0.99, 1.01));
    x.extend(
        (0..5_000)
            .map(|_| f64::from_bits(random.bits() >> 12))
            .filter(|x| *x > 0.0),
    );
    x.extend((1..=4000).map(f64::from));
    x.extend(
        [1.0, 0.5_f64.sqrt(), 2.0_f64.sqrt(), f64::MIN_POSITIVE]
            .into_iter()
            .flat_map(around),
    );
    x.extend((-1074..1024).map(|k| {
        if k < -1022 {
            f64::from_bits(1 << (k + 1074))
        } else {
            2f64.powi(k)
        }
    }));
    within_one_ulp("ln", elementary::ln, BigFloat::ln, &x);
}

#[test]
fn validated_sin_is_within_1_ulp_of_correctly_rounded_to_1e5() {
    let mut random = Random(3);
    let mut x = random.many(30_000, -1e5, 1e5);
    x.extend(random.many(30_000, -7.0, 7.0));
    // fractions and multiples of pi, where the reduction cancels: 29 pi/2 is nearest of all
    x.extend((1..63_662).step_by(3).map(|n| f64::from(n) * (PI / 2.0)));
    x.extend((1..200).flat_map(|n| around(f64::from(n) * PI / 12.0)));
    x.extend((0..2000).map(|i| 2f64.powi(-i / 2)));
    x.extend([1e5, -1e5]);
    within_one_ulp("sin", elementary::sin, BigFloat::sin, &x);
}

#[test]
fn sin_beyond_1e5_is_off_by_no_more_than_the_spacing_of_its_argument() {
    let mut random = Random(4);
    let mut constants = Consts::new().expect("memory for the constants");
    for _ in 0..10_000 {
        let x = 10f64.powf(random.between(5.0, 9.0));
        let exact = big(x).sin(BITS, RoundingMode::ToEven, &mut constants);
        let spacing = f64::from_bits(x.to_bits() + 1) - x;
        assert!(
            (elementary::sin(x) - nearest(&exact)).abs() <= spacing,
            "{x}"
        );
    }
}

#[test]
fn a_rough_power_is_within_1_percent() {
    let mut random = Random(5);
    for power in [-0.2, -0.125, 0.2, 1.0, -1.0] {
        for exponent in random.many(20_000, -200.0, 200.0) {
            let x = exponent.exp();
            let (rough, exact) = (elementary::rough_powf(x, power), x.powf(power));
            assert!(
                (rough / exact - 1.0).abs() < 0.01,
                "{x:e} to {power}: {rough:e}, {exact:e}"
            );
        }
    }
}

#[test]
fn validated_floor_is_exact() {
    let mut random = Random(5);
    let mut x: Vec<f64> = (0..100_000)
        .map(|_| f64::from_bits(random.bits()))
        .collect();
    x.extend((0..50_000).map(|i| random.between(-1.0, 1.0) * 2f64.powi(i % 60)));
    x.extend(
        (-60..60)
            .map(|k| 2f64.powi(k))
            .flat_map(around)
            .flat_map(|x| [x, -x]),
    );
    x.extend((-500..500).map(|i| f64::from(i) / 4.0));
    x.extend([
        0.0,
        -0.0,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        5e-324,
        -5e-324,
    ]);
    for x in x.into_iter().filter(|x| !x.is_nan()) {
        assert_eq!(elementary::floor(x).to_bits(), x.floor().to_bits(), "{x:e}");
    }
    assert!(elementary::floor(f64::NAN).is_nan());
}

#[test]
fn special_values_give_what_ieee_754_asks() {
    use elementary::{exp, ln, sin};
    let (infinity, nan) = (f64::INFINITY, f64::NAN);
    for (name, ours, x, expected) in [
        ("exp", exp as fn(f64) -> f64, nan, nan),
        ("exp", exp, infinity, infinity),
        ("exp", exp, -infinity, 0.0),
        ("exp", exp, 0.0, 1.0),
        ("exp", exp, -0.0, 1.0),
        ("exp", exp, 709.782712893384, 1.7976931348622732e308),
        ("exp", exp, 709.7827128933841, infinity),
        ("exp", exp, -745.1332191019411, 5e-324),
        ("exp", exp, -745.1332191019412, 0.0),
        ("exp", exp, f64::MAX, infinity),
        ("exp", exp, f64::MIN, 0.0),
        ("ln", ln, nan, nan),
        ("ln", ln, infinity, infinity),
        ("ln", ln, -infinity, nan),
        ("ln", ln, 0.0, -infinity),
        ("ln", ln, -0.0, -infinity),
        ("ln", ln, -1.0, nan),
        ("ln", ln, -5e-324, nan),
        ("ln", ln, 1.0, 0.0),
        ("ln", ln, f64::MAX, 709.782712893384),
        ("ln", ln, 5e-324, -744.4400719213812),
        ("sin", sin, nan, nan),
        ("sin", sin, infinity, nan),
        ("sin", sin, -infinity, nan),
        ("sin", sin, 1.1e9, nan),
        ("sin", sin, 0.0, 0.0),
        ("sin", sin, PI, 1.2246467991473532e-16),
        ("sin", sin, PI / 2.0, 1.0),
        ("sin", sin, -PI / 2.0, -1.0),
        ("sin", sin, 5e-324, 5e-324),
    ] {
        let got = ours(x);
        assert!(
            distance(got, expected) <= 1,
            "{name}({x:e}) = {got:e}, not {expected:e}"
        );
        assert!(
            expected.is_finite() || got.is_nan() || got == expected,
            "{name}({x:e}) = {got:e}"
        );
    }
}

/// All functions of eight numbers.
struct All(Lanes);

impl Task for All {
    type Output = [Lanes; 5];
    #[inline(always)]
    fn run(self) -> [Lanes; 5] {
        let x = self.0;
        [x.exp(), x.ln(), x.sin(), x.floor(), x.rough_powf(-0.2)]
    }
}

#[test]
fn every_instruction_set_gives_the_bits_of_a_single_number() {
    let mut random = Random(6);
    let plain: [fn(f64) -> f64; 5] = [
        elementary::exp,
        elementary::ln,
        elementary::sin,
        elementary::floor,
        |x| elementary::rough_powf(x, -0.2),
    ];
    for round in 0..20_000 {
        let mut x = Lanes([0.0; WIDTH]);
        for lane in 0..WIDTH {
            x[lane] = match round % 3 {
                0 => f64::from_bits(random.bits()),
                1 => random.between(-750.0, 750.0),
                _ => random.between(0.0, 10.0),
            };
        }
        for isa in Isa::available() {
            let got = isa.run(All(x));
            for (f, lanes) in plain.iter().zip(got) {
                for lane in 0..WIDTH {
                    let (got, alone) = (lanes[lane], f(x[lane]));
                    // The sign and payload of a NaN are not a number's business.
                    let same = got.to_bits() == alone.to_bits() || got.is_nan() && alone.is_nan();
                    assert!(same, "{isa}: {got:e} and {alone:e} at {:e}", x[lane]);
                }
            }
        }
    }
}
