import Learning
import Testing

/// Each loss against the oracle, in `Double` and in `Float`.
@Suite("Losses agree with the oracle")
struct LossOracleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let loss: any Loss
        /// The oracle's name of each output, in the order of the loss.
        let outputs: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "mse", loss: MeanSquaredError(), outputs: ["pred"]),
        Case(name: "mae", loss: MeanAbsoluteError(), outputs: ["pred"]),
        Case(name: "huber_delta_1.0", loss: HuberLoss(), outputs: ["pred"]),
        Case(name: "huber_delta_0.35", loss: HuberLoss(delta: 0.35), outputs: ["pred"]),
        Case(name: "bce_logits", loss: BinaryCrossEntropyLoss(), outputs: ["logit"]),
        Case(name: "bce_logits_soft_targets", loss: BinaryCrossEntropyLoss(), outputs: ["logit"]),
        Case(name: "bce_logits_extreme", loss: BinaryCrossEntropyLoss(), outputs: ["logit"]),
        Case(name: "bce_logits_pos_weight", loss: BinaryCrossEntropyLoss(positiveWeight: 2.5), outputs: ["logit"]),
        Case(name: "gaussian_nll_var", loss: GaussianVarianceLoss(), outputs: ["mean", "var"]),
        Case(
            name: "gaussian_nll_var_noconst", loss: GaussianVarianceLoss(includesConstant: false),
            outputs: ["mean", "var"]),
        Case(name: "gaussian_nll_log_sigma", loss: GaussianLogSigmaLoss(), outputs: ["mean", "log_sigma"]),
        Case(name: "student_t_nll", loss: StudentTLoss(), outputs: ["mean", "scale", "nu"]),
        Case(
            name: "student_t_nll_unit_variance", loss: StandardisedStudentTLoss(), outputs: ["mean", "var", "nu"]),
        Case(name: "pinball_0.05", loss: PinballLoss(quantile: 0.05), outputs: ["pred"]),
        Case(name: "pinball_0.5", loss: PinballLoss(quantile: 0.5), outputs: ["pred"]),
        Case(name: "pinball_0.95", loss: PinballLoss(quantile: 0.95), outputs: ["pred"]),
        Case(name: "pinball_multi", loss: PinballLoss(quantiles: [0.05, 0.5, 0.95]), outputs: ["pred"]),
    ]

    @Test("every case of the oracle is tested")
    func everyCaseIsTested() throws {
        #expect(try Set(Self.cases.map(\.name)) == TrainingFixture.names("losses"))
    }

    @Test("value and gradient in Double", arguments: cases)
    func inDouble(_ item: Case) throws {
        try check(item, scalar: Double.self, relative: 1e-10, absolute: 1e-12)
    }

    @Test("value and gradient in Float", arguments: cases)
    func inFloat(_ item: Case) throws {
        try check(item, scalar: Float.self, relative: 1e-4, absolute: 1e-6)
    }

    private func check<Scalar: BinaryFloatingPoint>(
        _ item: Case, scalar: Scalar.Type, relative: Double, absolute: Double
    ) throws {
        let fixture = try TrainingFixture("losses", case: item.name)
        let gradients = fixture.expected["grad"] as? [String: Any] ?? [:]
        let outputs = try interleaved(item.outputs.map { try TrainingFixture.numbers(fixture.inputs[$0]) })
        let expected = try interleaved(item.outputs.map { try TrainingFixture.numbers(gradients[$0]) })
        let targets = try TrainingFixture.numbers(fixture.inputs["target"])

        var gradient = [Scalar](repeating: .nan, count: outputs.count)
        let result = item.loss.evaluate(
            outputs: outputs.map { Scalar($0) }, targets: targets, gradient: &gradient)

        let loss = try TrainingFixture.number(fixture.expected["loss"])
        #expect(firstDifference([result.value], [loss], relative: relative, absolute: absolute) == nil)
        #expect(
            firstDifference(gradient.map { Double($0) }, expected, relative: relative, absolute: absolute) == nil)
        #expect(result.weight == Double(targets.count))
    }

    /// The oracle gives each output as a column; a network gives rows.
    private func interleaved(_ columns: [[Double]]) -> [Double] {
        guard columns.count > 1 else { return columns.first ?? [] }
        return columns[0].indices.flatMap { row in columns.map { $0[row] } }
    }
}
