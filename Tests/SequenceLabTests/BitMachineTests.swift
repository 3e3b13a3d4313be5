import Learning
import Testing

@testable import SequenceLab

@Suite("Bit machines")
struct BitMachineTests {
    @Test("Parity says after each bit whether the ones so far are odd")
    func parity() {
        #expect(BitMachine.parity.bits(of: [1, 0, 1, 1, 0]) == [1, 1, 0, 1, 1])
    }

    @Test(
        "Addition writes the sum, lowest bit first",
        arguments: [(0, 0), (1, 1), (15, 1), (9, 6), (15, 15), (5, 12)])
    func addition(first: Int, second: Int) {
        let symbols = (0..<5).map { UInt8((first >> $0) & 1 | ((second >> $0) & 1) << 1) }
        let bits = BitMachine.addition.bits(of: symbols)
        #expect(bits.enumerated().reduce(0) { $0 | $1.element << $1.offset } == first + second)
    }

    @Test("The first test pairs carry from end to end")
    func fullCarryChains() {
        var random = RandomSource(seed: 8)
        for sequence in 0..<4 {
            var carry = 0
            for step in 0..<200 {
                let symbol = BitMachine.addition.testSymbol(step: step, sequence: sequence, random: &random)
                _ = BitMachine.addition.step(&carry, reading: symbol)
                #expect(carry == 1, "pair \(sequence), bit \(step)")
            }
        }
    }

    /// A network that always writes one.
    private func ones(_ machine: BitMachine) -> (Network<Float>, [Float]) {
        let network = BitMachineNetwork(machine: machine, trainingLength: 2, trainingSequences: 1, units: 2).network
        var parameters = [Float](repeating: 0, count: network.parameterCount)
        parameters[parameters.count - 1] = 1
        return (network, parameters)
    }

    @Test(
        "The test counts wrong answers, over the borders of its chunks too",
        arguments: [(1, 1), (2, 2), (3, 1), (64, 2), (65, 1), (127, 1), (128, 2), (200, 2)])
    func wrongParity(length: Int, wrong: Int) {
        let (network, parameters) = ones(.parity)
        // The first string is all ones, odd where its length is; the second is all zeros, never odd.
        let test = BitMachineTest(machine: .parity, network: network, sequences: 2)
        #expect(
            test.wrongSequences(parameters: parameters, length: length, random: RandomSource(seed: 1)) == wrong)
    }

    @Test("An answer with one wrong bit among many is wrong")
    func wrongSum() {
        let (network, parameters) = ones(.addition)
        // Ones all along plus one is zeros and a last carry.
        let test = BitMachineTest(machine: .addition, network: network, sequences: 1)
        #expect(test.wrongSequences(parameters: parameters, length: 1, random: RandomSource(seed: 1)) == 1)
    }

    @Test("A window's answer has all bits of a sum, and the last of parity's")
    func windowAnswers() {
        let recipe = Recipe(steps: 1, learningRate: 1)
        let sum = WindowNetwork(machine: .addition, slots: 3, hiddenSize: 1, recipe: recipe)
        // 3 + 3 = 6 in two bits, with a slot to spare.
        #expect(sum.answer(to: [3, 3]) == 6)
        #expect(sum.network.outputSize == 4)
        let parity = WindowNetwork(machine: .parity, slots: 3, hiddenSize: 1, recipe: recipe)
        #expect(parity.answer(to: [1, 1, 1]) == 1)
        #expect(parity.answer(to: [1, 0, 1]) == 0)
        #expect(parity.network.outputSize == 1)
    }

    @Test("The window for parity is about as large as the recurrent network")
    func equalParameters() {
        let units = WindowNetwork.parityUnits(slots: 10, parameters: 305)
        let recipe = Recipe(steps: 1, learningRate: 1)
        let window = WindowNetwork(machine: .parity, slots: 10, hiddenSize: units, recipe: recipe)
        #expect(window.network.parameterCount == 301)
    }

    @Test("Training sequences are all different")
    func pool() {
        let network = BitMachineNetwork(machine: .addition, trainingLength: 3, trainingSequences: 64, units: 2)
        #expect(Set(network.trainingSet(random: RandomSource(seed: 2))).count == 64)
    }

    @Test("A small network learns addition from thirty pairs of five bits and is exact at a hundred")
    func learnsAddition() throws {
        let small = BitMachineNetwork(
            machine: .addition, trainingLength: 5, trainingSequences: 30, units: 8,
            recipe: Recipe(steps: 400, learningRate: 2e-2, learntLoss: 0.1))
        let random = RandomSource(seed: 5)
        let parameters = try #require(try small.fitted(random: random, settings: LabSettings(seeds: 1)))
        let test = BitMachineTest(machine: .addition, network: small.network, sequences: 40)
        #expect(test.wrongSequences(parameters: parameters, length: 100, random: random) == 0)
    }

    @Test("The loss of binary digits is the sum of their cross-entropies")
    func digitsLoss() {
        let outputs = [0.3, -1.2, 2]
        var gradient = [0.0, 0, 0]
        // 5 = 101 in binary.
        let value = BinaryDigitsLoss(digits: 3).evaluate(outputs: outputs, targets: [5.0], gradient: &gradient)
            .value
        var sum = 0.0
        for (index, target) in [1.0, 0, 1].enumerated() {
            var slope = [0.0]
            sum +=
                BinaryCrossEntropyLoss().evaluate(
                    outputs: [outputs[index]], targets: [target], gradient: &slope
                ).value
            #expect(gradient[index] == slope[0])
        }
        #expect(value == sum)
    }
}
