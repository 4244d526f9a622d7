//! Our own exp, exp - 1, ln, sin and floor on `f64`: branch-free, and the same bits on every machine.
//!
//! They are made of `+ - * /`, fused products (`mul_add`), selections and 64-bit integer additions,
//! shifts and masks only, each of which is exactly rounded or exact everywhere; so a patient's numbers
//! do not depend on whether AVX-512, AVX2, SSE2 or wasm ran them, nor on which other patients share
//! the register. Called many at a time they compile to vector instructions without a call, a table
//! or a jump, and everything here must stay that way: no `as` between floats and integers (AVX2 lacks
//! it), no arithmetic right shift (likewise). Where there is no instruction for a fused product, it is
//! a call of a function: the same bits, slowly.
//!
//! "Within 1 ulp" means within one unit in the last place of the correctly rounded value;
//! `tests/validated_elementary_functions.rs` holds them to it against exact arithmetic.

/// A float whose low bits, after adding a small number to it, hold the nearest integer: 1.5 * 2^52.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts (FreeBSD msun `e_log.c`): the first has 32 trailing zero bits, so that its
/// product with an exponent is exact.
const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// e to the power `x`, within 1 ulp for every `x`, subnormal results included.
///
/// Overflows to infinity above 709.782712893384 and to 0 below -745.1332191019412; NaN gives NaN.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Beyond these bounds the result is infinite or zero anyway. A NaN passes both selections.
    let x = if 710.0 < x { 710.0 } else { x };
    let x = if -746.0 > x { -746.0 } else { x };

    let (rest, shifted) = reduced(x);
    let power = 1.0 + rest;

    // 2^n in two factors, because n runs from -1076 to 1024: their exponent fields add up to
    // n + 2046. The shift by 52 drops the bits of `BIASED` above them. Only the last product
    // rounds, so a subnormal result is rounded once.
    let bits = shifted.to_bits();
    let half = bits >> 1;
    let other = bits.wrapping_sub(half);
    power * f64::from_bits(half << 52) * f64::from_bits(other << 52)
}

/// What is added so that low bits hold an exponent, twice biased.
const BIASED: f64 = ROUND + 2046.0;

/// e^r - 1 of what is left of `x` after whole powers of two, and a float whose low bits hold which
/// power, plus 2046.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64) {
    // x = n ln 2 + r with |r| < 0.347. The bias makes the low bits n + 2046, which is positive.
    let shifted = x.mul_add(std::f64::consts::LOG2_E, BIASED);
    let n = shifted - BIASED;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));

    // e^r = 1 + r + r^2 q(r); q from tests/reference/elementary/remez.py, relative error 9e-18.
    // In Estrin's order: half the chain of dependent operations of Horner's.
    let r2 = r * r;
    let r4 = r2 * r2;
    let q01 = r.mul_add(
        f64::from_bits(0x3fc5_5555_5555_54f9),
        f64::from_bits(0x3fe0_0000_0000_000a),
    );
    let q23 = r.mul_add(
        f64::from_bits(0x3f81_1111_1112_7f32),
        f64::from_bits(0x3fa5_5555_5555_07cd),
    );
    let q45 = r.mul_add(
        f64::from_bits(0x3f2a_01a0_1298_9891),
        f64::from_bits(0x3f56_c16c_1845_376b),
    );
    let q67 = r.mul_add(
        f64::from_bits(0x3ec7_1df2_6665_c3b0),
        f64::from_bits(0x3efa_0199_9958_6ebd),
    );
    let q89 = r.mul_add(
        f64::from_bits(0x3e5a_d7ee_34aa_2e44),
        f64::from_bits(0x3e92_8ade_5ee9_30d4),
    );
    let low = r2.mul_add(q23, q01);
    let high = r4.mul_add(q89, r2.mul_add(q67, q45));
    let q = r4.mul_add(high, low);
    (r2.mul_add(q, r), shifted)
}

/// e to the power `x` less 1, within 2 ulp for every `x` up to 709; beyond, as if `x` were 709.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    // Below -50 nothing of the power is left beside 1. A NaN passes both selections.
    let x = if 709.0 < x { 709.0 } else { x };
    let x = if -50.0 > x { -50.0 } else { x };
    let (rest, shifted) = reduced(x);
    let scale = f64::from_bits(shifted.to_bits().wrapping_sub(1023) << 52);
    scale.mul_add(rest, scale - 1.0)
}

/// Natural logarithm, within 1 ulp for every positive `x`, subnormal arguments included.
///
/// Zero (of either sign) gives minus infinity, negative numbers and NaN give NaN, infinity gives
/// infinity.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // Subnormals are made normal: 2^54 x, and 54 less in the exponent.
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = x * 18_014_398_509_481_984.0;
    let normal = if tiny { scaled } else { x };
    // 2^52 + 1023 (+ 54): takes the exponent field, read as a float, to the exponent.
    let bias = if tiny {
        4_503_599_627_371_573.0
    } else {
        4_503_599_627_371_519.0
    };

    // x = 2^k (1 + f) with 1 + f from sqrt(1/2) to sqrt(2).
    const SQRT_HALF: u64 = 0x3fe6_a09e_0000_0000;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    let bits = normal.to_bits().wrapping_add(ONE - SQRT_HALF);
    let k = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - bias;
    let f = f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(SQRT_HALF)) - 1.0;

    // FreeBSD msun e_log.c (Sun, 1993): with s = f/(2+f), ln(1+f) = f - f^2/2 + s (f^2/2 + R(s^2)),
    // error of R below 2^-58.45. A series in f alone would need 25 terms; the division is cheaper.
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w.mul_add(
        w.mul_add(
            f64::from_bits(0x3fc3_9a09_d078_c69f),
            f64::from_bits(0x3fcc_71c5_1d8e_78af),
        ),
        f64::from_bits(0x3fd9_9999_9997_fa04),
    );
    let odd = w.mul_add(
        w.mul_add(
            w.mul_add(
                f64::from_bits(0x3fc2_f112_df3e_5244),
                f64::from_bits(0x3fc7_4664_96cb_03de),
            ),
            f64::from_bits(0x3fd2_4924_9422_9359),
        ),
        f64::from_bits(0x3fe5_5555_5555_5593),
    );
    let half_square = 0.5 * f * f;
    let rest = w.mul_add(even, z.mul_add(odd, half_square));
    let log = k.mul_add(LN2_HI, (s.mul_add(rest, k * LN2_LO) - half_square) + f);

    // Infinity is its own logarithm; NaN is not less than infinity either.
    let log = if x < f64::INFINITY { log } else { x };
    let outside = if x == 0.0 {
        f64::NEG_INFINITY
    } else {
        f64::NAN
    };
    if x > 0.0 { log } else { outside }
}

/// `x` to a power from -1 to 1, within 1 %: for what asks how long and not how much, at a quarter of
/// the work. `x` is positive, finite and not subnormal, and so is the result; else it is any number.
#[inline(always)]
pub fn rough_powf(x: f64, power: f64) -> f64 {
    // The bits of a float, read as a number, are 2^52 (1023 + k + m), with x = 2^k (1 + m).
    const MANTISSA: u64 = (1 << 52) - 1;
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let bits = x.to_bits();
    let places = f64::from_bits((bits >> 12) | 0x4330_0000_0000_0000) - WHOLE;
    let m = f64::from_bits((bits & MANTISSA) | 0x3ff0_0000_0000_0000) - 1.0;
    // log2(1 + m) by the parabola through its values at 0, 1/2 and 1: 4 log2(3/2) - 2.
    const BEND: f64 = 0.339_850_002_884_624_7;
    let straight = places * (1.0 / 1_099_511_627_776.0) - 1023.0;
    let y = power * (m - m * m).mul_add(BEND, straight);

    // 2^y = 2^n e^(r ln 2) with |r| <= 1/2, by four terms.
    const BIASED: f64 = ROUND + 1023.0;
    let shifted = y + BIASED;
    let r = (y - (shifted - BIASED)) * std::f64::consts::LN_2;
    let near = r.mul_add(r.mul_add(r.mul_add(1.0 / 6.0, 0.5), 1.0), 1.0);
    near * f64::from_bits(shifted.to_bits() << 52)
}

/// Sine of `x` radians, within 1 ulp for |x| <= 1e5.
///
/// From there to 1e9 the absolute error stays below the spacing of the floats around `x`; beyond,
/// and for infinities and NaN, the result is NaN, so that a phase that has lost its meaning shows.
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    // x = n pi/2 + r + low with |r| <= pi/4. pi/2 in three parts of 37, 37 and 53 bits
    // (together exact to 5e-40): the products with |n| < 2^16 are exact.
    let shifted = x * std::f64::consts::FRAC_2_PI + ROUND;
    let n = shifted - ROUND;
    let first = x - n * f64::from_bits(0x3ff9_21fb_5444_0000);
    let part = n * f64::from_bits(0x3d86_8c23_4c4c_0000);
    let second = first - part;
    // What the last subtraction lost; nothing where it cancels.
    let lost = (first - second) - part;
    let rest = lost - n * f64::from_bits(0x3b29_8a2e_0370_7345);
    let r = second + rest;
    let low = (second - r) + rest;

    // Even quarters are sines, odd ones cosines: one polynomial with the coefficients of either
    // (FreeBSD msun k_sin.c and k_cos.c, errors below 2^-58).
    let quarter = shifted.to_bits();
    let even = quarter & 1 == 0;
    let z = r * r;
    let c1 = f64::from_bits(if even {
        0xbfc5_5555_5555_5549
    } else {
        0x3fa5_5555_5555_554c
    });
    let c2 = f64::from_bits(if even {
        0x3f81_1111_1110_f8a6
    } else {
        0xbf56_c16c_16c1_5177
    });
    let c3 = f64::from_bits(if even {
        0xbf2a_01a0_19c1_61d5
    } else {
        0x3efa_01a0_19cb_1590
    });
    let c4 = f64::from_bits(if even {
        0x3ec7_1de3_57b1_fe7d
    } else {
        0xbe92_7e4f_809c_52ad
    });
    let c5 = f64::from_bits(if even {
        0xbe5a_e5e6_8a2b_9ceb
    } else {
        0x3e21_ee9e_bdb4_b1c4
    });
    let c6 = f64::from_bits(if even {
        0x3de5_d93a_5acf_d57c
    } else {
        0xbda8_fae9_be88_38d4
    });
    let q = c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6))));

    // sin(r + low) = r + (r z q + low); cos(r + low) = 1 - z/2 + (z z q - r low), in which what
    // the subtraction of z/2 loses is kept.
    let half = 0.5 * z;
    let cosine = 1.0 - half;
    let cosine_rest = ((1.0 - cosine) - half) - r * low;
    let base = if even { r } else { cosine };
    let weight = z * if even { r } else { z };
    let tail = if even { low } else { cosine_rest };
    let value = base + (weight * q + tail);

    // The second half turn is the first with the other sign.
    let turned = f64::from_bits(value.to_bits() ^ ((quarter & 2) << 62));
    let size = f64::from_bits(x.to_bits() & (u64::MAX >> 1));
    if size <= 1e9 { turned } else { f64::NAN }
}

/// The largest integer not above `x`: exact, for every `x` (infinities and NaN are themselves).
///
/// Written out because `f64::floor` is a call where the processor has no SSE4.1.
#[inline(always)]
pub fn floor(x: f64) -> f64 {
    // From 2^52 on every float is an integer, and adding it to a smaller one rounds to integers.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    const SIGN: u64 = 1 << 63;
    let bits = x.to_bits();
    let size = f64::from_bits(bits & !SIGN);
    let nearest = (size + WHOLE) - WHOLE;
    let signed = f64::from_bits(nearest.to_bits() | (bits & SIGN));
    let below = signed - 1.0;
    let whole = if signed > x { below } else { signed };
    if size < WHOLE { whole } else { x }
}
