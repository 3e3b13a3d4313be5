private import CLibCSV

/// The libcsv push parser, fed one line or piece of a line at a time, holding the record it is in.
///
/// The only file that knows libcsv. Its callbacks hand each field as bytes; they are kept here, the first
/// ``maximumFieldBytes`` of each of the first ``maximumFields``, until the next record begins, so that no field
/// becomes a `String` and a monstrous row costs no more than libcsv's own field buffer.
///
/// libcsv without its strict mode reads what RFC 4180 leaves open like this: blanks around an unquoted field are
/// dropped, a quote inside an unquoted field is an ordinary character, blank lines are no records.
struct CSVParser: ~Copyable {
    /// A field is kept up to this length; no number or date is as long.
    static let maximumFieldBytes = 512
    /// Fields beyond these are counted, not kept.
    static let maximumFields = 1024

    private var parser: csv_parser
    private let record: UnsafeMutablePointer<FieldStore>

    /// What was pending when the input ended.
    enum Ending {
        case nothing
        case record
        case unterminatedQuote
    }

    /// A parser before its first record, with a comma as separator.
    init() {
        parser = csv_parser()
        record = .allocate(capacity: 1)
        record.initialize(to: FieldStore())
        csv_init(&parser, 0)
        csv_set_blk_size(&parser, 1 << 16)
    }

    deinit {
        var parser = parser
        csv_free(&parser)
        record.pointee.deallocate()
        record.deallocate()
    }

    /// The byte between fields.
    var separator: UInt8 {
        get { parser.delim_char }
        set { csv_set_delim(&parser, newValue) }
    }

    /// Forgets the fields of the record before.
    mutating func beginRecord() {
        record.pointee.reset()
    }

    /// Reads on; at most the last byte of `bytes` may end a line.
    ///
    /// - Returns: Whether a record is now complete, or nil when libcsv found no memory for a field.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        let consumed = csv_parse(&parser, bytes.baseAddress, bytes.count, keepField, endRecord, record)
        return consumed == bytes.count ? record.pointee.isComplete : nil
    }

    /// Ends the input, and with it a record that no line end closed.
    mutating func finish() -> Ending {
        // Only together do these two options make libcsv say that a quote is still open.
        csv_set_opts(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
        if csv_fini(&parser, keepField, endRecord, record) != 0 { return .unterminatedQuote }
        return record.pointee.isComplete ? .record : .nothing
    }

    /// How many fields the record has, kept or not.
    var fieldCount: Int { record.pointee.count }

    /// The bytes of a field, valid until the next record begins.
    ///
    /// ``slack`` more bytes behind them can be read, though they mean nothing.
    func field(_ index: Int) -> UnsafeBufferPointer<UInt8> { record.pointee[index] }

    /// How far behind a field reading is allowed.
    static let slack = PlainRows.slack
}

/// The fields of one record, one after the other in a buffer that is never moved.
private struct FieldStore {
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(
        capacity: CSVParser.maximumFields * CSVParser.maximumFieldBytes + CSVParser.slack)
    private let ends = UnsafeMutablePointer<Int>.allocate(capacity: CSVParser.maximumFields)
    private(set) var count = 0
    var isComplete = false

    mutating func reset() {
        count = 0
        isComplete = false
    }

    mutating func append(_ field: UnsafeMutableRawPointer?, _ length: Int) {
        if count < CSVParser.maximumFields {
            let start = count == 0 ? 0 : ends[count - 1]
            let kept = min(length, CSVParser.maximumFieldBytes)
            if let field {
                let source = UnsafeRawPointer(field)
                let target = UnsafeMutableRawPointer(bytes + start)
                if kept <= 16 {
                    // Nearly every field: two words instead of a call. libcsv hands out the start of a buffer of
                    // 64 KiB, and what lies behind the field is overwritten by the next.
                    target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
                    target.storeBytes(
                        of: source.loadUnaligned(fromByteOffset: 8, as: UInt64.self), toByteOffset: 8,
                        as: UInt64.self)
                } else {
                    target.copyMemory(from: source, byteCount: kept)
                }
            }
            ends[count] = start + kept
        }
        count += 1
    }

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < min(count, CSVParser.maximumFields), "no such field was kept")
        let start = index == 0 ? 0 : ends[index - 1]
        return UnsafeBufferPointer(start: bytes + start, count: ends[index] - start)
    }

    func deallocate() {
        bytes.deallocate()
        ends.deallocate()
    }
}

private func keepField(_ field: UnsafeMutableRawPointer?, _ length: Int, _ record: UnsafeMutableRawPointer?) {
    record?.assumingMemoryBound(to: FieldStore.self).pointee.append(field, length)
}

private func endRecord(_ terminator: CInt, _ record: UnsafeMutableRawPointer?) {
    record?.assumingMemoryBound(to: FieldStore.self).pointee.isComplete = true
}
