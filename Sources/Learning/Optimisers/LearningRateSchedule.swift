internal import ElementaryFunctions

/// The learning rate, and for one-cycle the momentum, as a function of the step alone.
///
/// Steps count from 0. Beyond its last step a schedule stays where it ended. A rate that reacts to the validation
/// loss has a memory and is a ``PlateauSchedule`` instead.
public enum LearningRateSchedule: Codable, Hashable, Sendable {
    /// The same rate at every step.
    case constant(rate: Double)
    /// Linear warm-up, then half a cosine down to a minimum (``CosineSchedule``).
    case cosine(CosineSchedule)
    /// Up to a large rate and down to almost none, the momentum the other way round (``OneCycleSchedule``).
    case oneCycle(OneCycleSchedule)

    /// The rate in use at a step.
    public func learningRate(atStep step: Int) -> Double {
        switch self {
        case .constant(let rate): rate
        case .cosine(let schedule): schedule.learningRate(atStep: step)
        case .oneCycle(let schedule): schedule.learningRate(atStep: step)
        }
    }

    /// The momentum in use at a step, where the schedule sets one.
    public func momentum(atStep step: Int) -> Double? {
        switch self {
        case .constant, .cosine: nil
        case .oneCycle(let schedule): schedule.momentum(atStep: step)
        }
    }
}

/// Cosine annealing without restarts (Loshchilov and Hutter, 2017), after an optional linear warm-up.
///
/// Warm-up step `t` uses `base·(t + 1)/warmUpSteps`. After it, with t counted from its end,
/// `minimum + (base − minimum)·(1 + cos(π·t/annealingSteps))/2`: the base rate at t = 0, the minimum at t = annealingSteps.
public struct CosineSchedule: Codable, Hashable, Sendable {
    /// The largest rate.
    public let baseRate: Double
    /// The rate at the end.
    public let minimumRate: Double
    /// How many steps the cosine takes from base to minimum.
    public let annealingSteps: Int
    /// How many steps the rate rises before that.
    public let warmUpSteps: Int

    /// A schedule of `warmUpSteps + annealingSteps` steps.
    public init(baseRate: Double, minimumRate: Double = 0, annealingSteps: Int, warmUpSteps: Int = 0) {
        precondition(annealingSteps > 0 && warmUpSteps >= 0, "a cosine schedule has at least one step")
        self.baseRate = baseRate
        self.minimumRate = minimumRate
        self.annealingSteps = annealingSteps
        self.warmUpSteps = warmUpSteps
    }

    /// The rate in use at a step.
    public func learningRate(atStep step: Int) -> Double {
        if step < warmUpSteps { return baseRate * Double(step + 1) / Double(warmUpSteps) }
        let progress = Double(min(step - warmUpSteps, annealingSteps)) / Double(annealingSteps)
        return minimumRate + (baseRate - minimumRate) * (1 + Elementary.cosPi(progress)) / 2
    }
}

/// The one-cycle policy in two phases (Smith and Topin, 2019, as PyTorch's `OneCycleLR`).
///
/// The rate goes from `maximum/divisor` up to `maximum` at step `risingShare·totalSteps − 1` (which need not be whole), then
/// down to `maximum/divisor/finalDivisor` at the last step; the momentum goes from its maximum to its minimum and back.
public struct OneCycleSchedule: Codable, Hashable, Sendable {
    /// The shape of a phase between its ends.
    public enum Annealing: String, Codable, Sendable {
        /// Half a cosine.
        case cosine
        /// A straight line.
        case linear
    }

    /// The largest rate.
    public let maximumRate: Double
    /// How many steps there are.
    public let totalSteps: Int
    /// The share of the steps in which the rate rises.
    public let risingShare: Double
    /// The maximum over the first rate.
    public let divisor: Double
    /// The first rate over the last.
    public let finalDivisor: Double
    /// The shape of both phases.
    public let annealing: Annealing
    /// The momentum at the largest rate.
    public let minimumMomentum: Double
    /// The momentum at the first and last step.
    public let maximumMomentum: Double

    /// PyTorch's settings unless told otherwise.
    public init(
        maximumRate: Double, totalSteps: Int, risingShare: Double = 0.3, divisor: Double = 25,
        finalDivisor: Double = 1e4, annealing: Annealing = .cosine, minimumMomentum: Double = 0.85,
        maximumMomentum: Double = 0.95
    ) {
        precondition(totalSteps > 0, "a one-cycle schedule has at least one step")
        precondition(risingShare >= 0 && risingShare <= 1, "the rising share lies between 0 and 1")
        self.maximumRate = maximumRate
        self.totalSteps = totalSteps
        self.risingShare = risingShare
        self.divisor = divisor
        self.finalDivisor = finalDivisor
        self.annealing = annealing
        self.minimumMomentum = minimumMomentum
        self.maximumMomentum = maximumMomentum
    }

    /// The rate in use at a step.
    public func learningRate(atStep step: Int) -> Double {
        let first = maximumRate / divisor
        return value(atStep: step, first: first, peak: maximumRate, last: first / finalDivisor)
    }

    /// The momentum in use at a step.
    public func momentum(atStep step: Int) -> Double {
        value(atStep: step, first: maximumMomentum, peak: minimumMomentum, last: maximumMomentum)
    }

    private func value(atStep step: Int, first: Double, peak: Double, last: Double) -> Double {
        let end = Double(totalSteps - 1)
        let turn = risingShare * Double(totalSteps) - 1
        let now = min(Double(step), end)
        if turn > 0, now <= turn { return between(first, peak, now / turn) }
        return turn < end ? between(peak, last, (now - turn) / (end - turn)) : peak
    }

    private func between(_ start: Double, _ end: Double, _ share: Double) -> Double {
        switch annealing {
        case .cosine: end + (start - end) / 2 * (1 + Elementary.cosPi(share))
        case .linear: start + (end - start) * share
        }
    }
}
