/// How often the parameters move along a long sequence, and how far back the gradient then goes.
///
/// Every `stepsPerUpdate` steps (k1) the loss of the newest of them goes back through at most `stepsBack` steps (k2);
/// the state before those is what the network came to earlier, taken as given. It is Williams and Peng's BPTT(h; h′)
/// with h = k2 and h′ = k1; Williams and Peng (1990), *An efficient gradient-based algorithm for on-line training of
/// recurrent network trajectories*. A larger k2 sees longer memories and runs every step k2 / k1 times.
public struct Truncation: Codable, Hashable, Sendable {
    /// Steps from one update to the next, k1.
    public let stepsPerUpdate: Int
    /// Steps that the gradient of the newest step reaches back, itself counted: k2.
    public let stepsBack: Int

    /// A truncation from its two lengths.
    ///
    /// - Precondition: `1 ≤ stepsPerUpdate ≤ stepsBack`, so that every step's loss is looked at once.
    public init(stepsPerUpdate: Int, stepsBack: Int) {
        precondition(stepsPerUpdate >= 1, "there is at least one step from update to update")
        precondition(stepsBack >= stepsPerUpdate, "the gradient reaches back over all steps since the last update")
        self.stepsPerUpdate = stepsPerUpdate
        self.stepsBack = stepsBack
    }

    /// Chunks one after another, the gradient cut between them: k1 = k2.
    public static func chunks(of steps: Int) -> Truncation {
        Truncation(stepsPerUpdate: steps, stepsBack: steps)
    }

    /// None: one update for the whole sequence, through all of it.
    public static let full = Truncation(stepsPerUpdate: .max, stepsBack: .max)

    /// The same for a sequence that is no longer than this.
    func limited(to steps: Int) -> Truncation {
        let update = min(stepsPerUpdate, max(steps, 1))
        // The last update may go beyond the end, and reaches back from there.
        let updates = (steps + update - 1) / update
        return Truncation(stepsPerUpdate: update, stepsBack: max(update, min(stepsBack, updates * update)))
    }

    /// The steps that update `index` runs, of which the last `stepsPerUpdate` are scored.
    func window(_ index: Int) -> Range<Int> {
        let end = (index + 1) * stepsPerUpdate
        return max(0, end - stepsBack)..<end
    }
}
