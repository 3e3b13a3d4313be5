import Testing

@testable import Evaluation

@Suite("Combinatorial purged folds")
struct CombinatorialFoldsTests {
    @Test("test every choice of groups once and every session equally often")
    func choices() {
        let folds = CombinatorialFolds(groups: 6, tested: 2).folds(sessions: 100)
        #expect(folds.count == 15)
        #expect(Set(folds.map(\.test)).count == 15)
        for session in 0..<100 {
            // Each of 6 groups is in 5 of the 15 pairs.
            #expect(folds.count { $0.test.contains { $0.contains(session) } } == 5)
            #expect(folds.count { $0.training.contains { $0.contains(session) } } == 10)
        }
    }

    @Test("drop what overlaps a test group, and the embargo after it")
    func purge() {
        // Groups of 10; the second is tested. Horizon 3 purges 2 on each side, the embargo 4 more after it.
        let folds = CombinatorialFolds(groups: 4, tested: 1, horizon: 3, embargo: 4).folds(sessions: 40)
        #expect(folds[1] == CombinatorialFolds.Fold(training: [0..<8, 26..<40], test: [10..<20]))
        #expect(folds[3] == CombinatorialFolds.Fold(training: [0..<28], test: [30..<40]))
    }

    @Test("join neighbouring test groups, between which nothing is trained on")
    func neighbours() {
        let folds = CombinatorialFolds(groups: 4, tested: 2, horizon: 2).folds(sessions: 40)
        #expect(folds[0] == CombinatorialFolds.Fold(training: [21..<40], test: [0..<20]))
        #expect(folds[1] == CombinatorialFolds.Fold(training: [11..<19, 31..<40], test: [0..<10, 20..<30]))
    }

    @Test("keep training and test apart by the horizon, whatever the sizes", arguments: [7, 23, 100])
    func apart(sessions: Int) {
        for fold in CombinatorialFolds(groups: 5, tested: 2, horizon: 4, embargo: 1).folds(sessions: sessions) {
            for training in fold.training.joined() {
                for test in fold.test.joined() { #expect(abs(training - test) >= 4) }
            }
        }
    }
}
