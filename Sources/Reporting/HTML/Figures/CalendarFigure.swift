import Market

/// What the files hold, month by month: gaps and refused rows beside what is there.
func calendarFigure(_ source: FigureSource) -> Figure {
    let calendars = source.evidence.calendars
    var figure = Figure(
        id: "calendar", headline: "What the files hold, month by month",
        subtitle:
            "One strip a series, one cell a month: sessions there, sessions missing that most other series have, "
            + "and rows refused.",
        note:
            "Rows refused are placed by the date they begin with; those without a date that can be read are counted in "
            + "the table.")
    guard let first = calendars.compactMap(\.months.first?.number).min(),
        let last = calendars.compactMap(\.months.last?.number).max()
    else {
        figure.note = "The store holds no bars."
        return figure
    }
    let missing = calendars.reduce(0) { $0 + $1.months.reduce(0) { $0 + $1.missing } }
    let rejected = calendars.reduce(0) { $0 + $1.undatedRejections + $1.months.reduce(0) { $0 + $1.rejected } }
    figure.headline =
        missing == 0 && rejected == 0
        ? "No session is missing and no row was refused in \(counted(calendars.count, "series", "series"))"
        : "\(counted(missing, "session")) missing and \(counted(rejected, "row")) refused in "
            + counted(calendars.count, "series", "series")
    let strips = calendars.enumerated().flatMap { row, calendar -> [Panel.Mark] in
        [.strip(row: row, cells: cells(calendar))]
    }
    func day(_ number: Int) -> Double {
        SessionDate(year: number / 12, month: number % 12 + 1, day: 1).map(position) ?? 0
    }
    figure.chart = Chart(
        title: "Sessions, gaps and refused rows by month",
        summary: calendars.map { calendar in
            "\(sanitized(calendar.symbol, limit: 24)): \(calendar.months.reduce(0) { $0 + $1.missing }) missing, "
                + "\(calendar.undatedRejections + calendar.months.reduce(0) { $0 + $1.rejected }) refused"
        }.joined(separator: "; "),
        panels: [
            Panel(
                x: Axis(title: "", kind: .dates, domain: day(first)...day(last + 1)),
                y: Axis(names: calendars.map { sanitized($0.symbol, limit: 24) }),
                height: Double(calendars.count) * 15 + 6, marks: strips)
        ])
    var table = TextTable([
        .init(title: "symbol", isLeftAligned: true), .init(title: "year", isLeftAligned: true),
        .init(title: "sessions"),
        .init(title: "missing"), .init(title: "refused"),
    ])
    for calendar in calendars {
        for (year, months) in Dictionary(grouping: calendar.months, by: { $0.number / 12 }).sorted(by: {
            $0.key < $1.key
        })
        where months.contains(where: { $0.missing > 0 || $0.rejected > 0 }) {
            table.append([
                sanitized(calendar.symbol, limit: 24), "\(year)", grouped(months.reduce(0) { $0 + $1.sessions }),
                grouped(months.reduce(0) { $0 + $1.missing }), grouped(months.reduce(0) { $0 + $1.rejected }),
            ])
        }
        if calendar.undatedRejections > 0 {
            table.append([
                sanitized(calendar.symbol, limit: 24), "no date", absent, absent,
                grouped(calendar.undatedRejections),
            ])
        }
    }
    if !table.rows.isEmpty { figure.table = table }
    return figure
}

/// Stretches of months that look the same; a month with a fault is a stretch of its own.
private func cells(_ calendar: Evidence.Calendar) -> [Panel.Cell] {
    func begin(_ number: Int) -> Double {
        SessionDate(year: number / 12, month: number % 12 + 1, day: 1).map(position) ?? 0
    }
    var cells: [Panel.Cell] = []
    for month in calendar.months {
        let kind: Panel.Cell.Kind =
            month.rejected > 0 ? .refused : month.missing > 0 ? .missing : month.sessions > 0 ? .there : .nothing
        let span = begin(month.number)...begin(month.number + 1)
        if kind == .there || kind == .nothing, let last = cells.last, last.kind == kind {
            cells[cells.count - 1].span = last.span.lowerBound...span.upperBound
            continue
        }
        let note =
            kind == .there || kind == .nothing
            ? ""
            : "\(sanitized(calendar.symbol, limit: 24)), \(monthAndYear(SessionDate(dayNumber: Int32(span.lowerBound)))): "
                + "\(counted(month.sessions, "session")), \(month.missing) missing, \(month.rejected) refused"
        cells.append(Panel.Cell(span: span, kind: kind, note: note))
    }
    return cells
}
