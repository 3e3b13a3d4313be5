import Evaluation
import Foundation
import Market
import Store
import Synchronization
import TestSupport

@testable import Pipeline

/// The time at which runs under test begin.
let noon = "2026-11-23T12:00:00Z"

func date(_ iso: String) -> SessionDate { SessionDate(iso: iso)! }

extension SmallMarket {
    /// Runs a pipeline file of the folder.
    func run(
        _ file: String = "small.yaml", store: String? = nil, asOf: SessionDate? = nil, jobs: Int = 2,
        from: SessionDate? = nil, to: SessionDate? = nil, shocks: [String] = [], now: String? = nil,
        log: RunLog = RunLog()
    ) async throws -> RunOutcome {
        // The command stands in the store, so it is the same for every run whose stores are compared.
        try await runPipeline(
            file: folder.path(file),
            options: RunOptions(
                store: store.map { folder.path($0) }, asOf: asOf, from: from, to: to,
                shocks: try shockPeriods(shocks), command: "hindcast run \(file)"),
            environment: log.environment(jobs: jobs, now: now))
    }

    /// A store of the folder, to look into.
    func store(_ name: String = "store.sqlite") throws -> Store {
        try Store.openReadOnly(path: folder.path(name))
    }

    /// Everything in a store but times.
    func dump(_ name: String = "store.sqlite") throws -> [String] {
        try store(name).dump(excludingTimes: true)
    }
}

/// The world of a run under test: a clock that stands still, an ear for progress, a hand on the brake.
final class RunLog: Sendable {
    private struct State {
        var events: [ProgressEvent] = []
        var isCancelled: Bool
        var questions = 0
    }

    private let state: Mutex<State>
    private let cancelAfter: Int?
    private let cancelAtQuestion: Int?

    private let now: String

    /// - Parameters:
    ///   - cancelAfter: asks to stop when so many trials are saved; nil for never.
    ///   - cancelAtQuestion: asks to stop when it was asked so often whether to; nil for never.
    ///   - now: what the clock says.
    init(cancelAfter: Int? = nil, cancelAtQuestion: Int? = nil, now: String = noon) {
        self.cancelAfter = cancelAfter
        self.cancelAtQuestion = cancelAtQuestion
        self.now = now
        state = Mutex(State(isCancelled: cancelAfter == 0))
    }

    func environment(jobs: Int, now: String? = nil) -> RunEnvironment {
        RunEnvironment(
            now: { now ?? self.now }, seconds: { 0 },
            isCancelled: {
                self.state.withLock { state in
                    state.questions += 1
                    return state.isCancelled || self.cancelAtQuestion.map { state.questions > $0 } ?? false
                }
            },
            progress: { self.note($0) }, jobs: jobs)
    }

    private func note(_ event: ProgressEvent) {
        state.withLock { state in
            state.events.append(event)
            if case .trials(let done, _, _, _) = event, done == cancelAfter { state.isCancelled = true }
        }
    }

    var events: [ProgressEvent] { state.withLock(\.events) }

    /// The sentences of notices and warnings.
    var sentences: [String] {
        events.compactMap { event in
            switch event {
            case .notice(let sentence), .warning(let sentence): sentence
            case .trials, .stage, .files: nil
            }
        }
    }
}

/// The failure that an operator would see, of something that must fail.
func failure(_ work: () async throws -> Void) async -> Failure? {
    do {
        try await work()
        return nil
    } catch {
        return Failure(error)
    }
}

/// The first line in which two dumps differ; nil where they are the same.
///
/// A test that fails on two dumps as a whole would print thousands of lines.
func firstDifference(_ left: [String], _ right: [String]) -> String? {
    for (index, (one, other)) in zip(left, right).enumerated() where one != other {
        return "line \(index + 1):\n\(one.prefix(300))\n\(other.prefix(300))"
    }
    return left.count == right.count ? nil : "\(left.count) lines and \(right.count) lines"
}
