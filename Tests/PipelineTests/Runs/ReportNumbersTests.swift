import Foundation
import Store
import TestSupport
import Testing

@testable import Pipeline

extension FinishedRunTests {
    @Test("has no number in its report that is not in its store")
    func numbers() throws {
        let report = try renderedReport(run: id, store: run.market.folder.path("store.sqlite"), format: .text)
        let stored = try StoredNumbers(store)
        let printed = PrintedNumber.all(in: report, stored)
        #expect(printed.count > 400)
        for number in printed where !stored.holds(number.value, decimals: number.decimals, at: number.place) {
            Issue.record("\(number.text) of “\(number.line)” is not in the store")
        }
        // The search is no sieve: most numbers of a row that were a little different would not be found.
        let fine = printed.filter { $0.place.model != nil && $0.decimals >= 3 }
        let wrong = fine.filter {
            stored.holds($0.value + 7 * pow(10, -Double($0.decimals)), decimals: $0.decimals, at: $0.place)
        }
        #expect(!fine.isEmpty && 4 * wrong.count < fine.count, "\(wrong.count) of \(fine.count)")
    }
}
