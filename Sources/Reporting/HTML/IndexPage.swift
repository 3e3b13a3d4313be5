public import Market

/// One run in the index of all runs.
public struct IndexEntry: Sendable {
    /// The run.
    public var runID: String
    /// Its pipeline.
    public var pipeline: String
    /// Where it stands.
    public var status: String
    /// First and last session of its test; nil for a night.
    public var testSpan: ClosedRange<SessionDate>?
    /// When it began.
    public var startedAt: String
    /// The model with the lowest NLL, and that NLL.
    public var best: (model: String, nll: Double)?
    /// The page, relative to the index; nil where there is none.
    public var page: String?

    /// An entry from its fields.
    public init(
        runID: String, pipeline: String, status: String, testSpan: ClosedRange<SessionDate>?, startedAt: String,
        best: (model: String, nll: Double)?, page: String?
    ) {
        self.runID = runID
        self.pipeline = pipeline
        self.status = status
        self.testSpan = testSpan
        self.startedAt = startedAt
        self.best = best
        self.page = page
    }
}

/// Renders the page over all runs of a store, in the order given.
public func renderIndex(_ entries: [IndexEntry]) -> String {
    var page = Markup()
    page.literal("<!DOCTYPE html>\n")
    page.element("html", ["lang": "en"]) { page in
        pageHead("Hindcast: all runs", into: &page)
        page.element("body") { page in
            page.element("main", ["id": "content"]) { page in
                page.element("p", ["class": "kicker"], text: "Hindcast")
                page.element("h1", text: "All runs")
                page.element("p", text: entries.isEmpty ? "The store holds no run." : counted(entries.count, "run"))
                if !entries.isEmpty { table(entries, into: &page) }
            }
            page.element("script") { $0.literal(pageScript) }
        }
    }
    return page.html
}

private func table(_ entries: [IndexEntry], into page: inout Markup) {
    page.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Runs"]) { page in
        page.element("table") { page in
            page.element("thead") { page in
                page.element("tr") { page in
                    for title in ["run", "status", "test from", "to", "lowest NLL", "model", "started"] {
                        page.element("th", ["scope": "col", "class": "l"], text: title, isInline: true)
                    }
                }
            }
            page.element("tbody") { page in
                for entry in entries { row(entry, into: &page) }
            }
        }
    }
}

private func row(_ entry: IndexEntry, into page: inout Markup) {
    page.element("tr") { page in
        page.element("th", ["scope": "row", "class": "l"], isInline: true) { page in
            if let link = entry.page {
                page.element("a", ["href": link], text: sanitized(entry.runID), isInline: true)
            } else {
                page.text(sanitized(entry.runID))
            }
        }
        for text in [
            entry.status, entry.testSpan.map { "\($0.lowerBound)" } ?? absent,
            entry.testSpan.map { "\($0.upperBound)" } ?? absent, fixed(entry.best?.nll, decimals: 4),
            entry.best.map { label($0.model) } ?? absent, entry.startedAt,
        ] {
            page.element("td", ["class": "l"], text: sanitized(text), isInline: true)
        }
    }
}
