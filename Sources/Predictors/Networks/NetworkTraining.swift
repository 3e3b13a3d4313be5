internal import Forecasting
internal import Learning

/// How a network of the pipeline is trained; the part that TDNN and RNN share.
public struct NetworkTraining: Hashable, Sendable, Codable {
    /// Passes over the training examples.
    public var epochs: Int
    /// The peak learning rate of the warm-up and cosine schedule.
    public var learningRate: Double
    /// Decoupled weight decay (AdamW) a step and unit of learning rate.
    public var weightDecay: Double
    /// What the outputs say, where it is not a Student t: models saved before there was a choice have none.
    var otherHead: DistributionHead?

    /// What the outputs say.
    public var head: DistributionHead { otherHead ?? .studentT }

    /// Training from its settings.
    public init(epochs: Int, learningRate: Double, weightDecay: Double, head: DistributionHead = .studentT) {
        self.epochs = epochs
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        otherHead = head == .studentT ? nil : head
    }

    /// The trainer's configuration for an epoch of so many steps.
    func configuration(stepsPerEpoch: Int) -> TrainerConfiguration {
        TrainerConfiguration(
            epochs: epochs,
            optimiser: .adamW(AdamW(beta1: 0.9, beta2: 0.99, weightDecay: weightDecay)),
            schedule: .cosine(
                CosineSchedule(
                    baseRate: learningRate, annealingSteps: max(1, epochs * stepsPerEpoch - 50), warmUpSteps: 50)),
            // Trials, not shards of a batch, are what a run's threads share.
            largestGradientNorm: 0.5, sequencesPerShard: nil)
    }
}

extension NetworkTraining {
    /// The training settings of a configuration whose family lists them.
    init(_ settings: ModelConfiguration) {
        self.init(
            epochs: settings.integer("epochs"), learningRate: settings.number("learning_rate"),
            weightDecay: settings.number("weight_decay"),
            head: settings.optionalChoice("likelihood").flatMap { DistributionHead(rawValue: $0) } ?? .studentT)
    }

    /// The settings that every network's family lists, with its own defaults.
    static func settings(epochs: Int, learningRate: Double, weightDecay: Double) -> [SettingSpecification] {
        [
            SettingSpecification(name: "epochs", kind: .integer(1...1000), default: .integer(epochs)),
            SettingSpecification(name: "learning_rate", kind: .number(1e-6...1), default: .number(learningRate)),
            SettingSpecification(name: "weight_decay", kind: .number(0...1), default: .number(weightDecay)),
            SettingSpecification(
                name: "likelihood", kind: .choice(DistributionHead.allCases.map(\.rawValue)),
                default: .choice(DistributionHead.studentT.rawValue), isTracelessAtDefault: true),
        ]
    }
}
