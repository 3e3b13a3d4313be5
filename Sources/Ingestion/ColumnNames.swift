/// A column that a price file may have.
public enum PriceColumn: String, CaseIterable, Hashable, Sendable {
    case date
    case open
    case high
    case low
    case close
    case adjustedClose = "adjusted_close"
    case volume
    case ticker
    case dividend
    case split

    /// Its name in messages, as Yahoo writes it.
    var title: String {
        switch self {
        case .date: "Date"
        case .open: "Open"
        case .high: "High"
        case .low: "Low"
        case .close: "Close"
        case .adjustedClose: "Adj Close"
        case .volume: "Volume"
        case .ticker: "Ticker"
        case .dividend: "Dividend"
        case .split: "Split"
        }
    }
}

/// What a header may call a column, in the words of the vendors.
///
/// Names are compared in lower case without blanks, full stops, hyphens, underscores, asterisks and angle brackets.
enum ColumnNames {
    /// The column that a name means beyond doubt.
    static func column(_ name: String) -> PriceColumn? { certain[name] }

    /// The column that a name means where no other name claims it.
    ///
    /// - Parameter hasPrices: Whether the file has other columns of prices; a column called value is then what was
    ///   turned over, not a price.
    static func possibleColumn(_ name: String, hasPrices: Bool = false) -> PriceColumn? {
        if hasPrices, name == "value" || name == "rate" { return nil }
        if let column = possible[name] { return column }
        // Volume BTC, open (USD): the unit stands behind the name.
        if name.hasPrefix("volume") { return .volume }
        guard let bracket = name.firstIndex(of: "("), name.hasSuffix(")") else { return nil }
        return certain[String(name[..<bracket])]
    }

    private static let certain = table([
        .date: [
            "date", "data", "datum", "fecha", "tradedate", "tradingdate", "observationdate", "日期", "日付",
            "データ日付", "交易日期", "일자", "날짜", "дата", "kurstag", "pricedate", "tarih",
        ],
        .open: [
            "open", "openprice", "otwarcie", "abertura", "apertura", "eröffn", "eröffnung", "erster", "ouv",
            "ouverture",
            "开盘", "开盘价", "開盤", "開盤價", "開盤指數", "始値", "시가", "цена открытия", "açılış", "1open", "pxopen",
        ],
        .high: [
            "high", "highprice", "najwyzszy", "najwyższy", "máxima", "maxima", "máximo", "maximo", "massimo",
            "hoch",
            "plushaut", "高", "最高", "最高价", "最高價", "高値", "고가", "2high", "pxhigh", "yüksek",
        ],
        .low: [
            "low", "lowprice", "najnizszy", "najniższy", "mínima", "minima", "mínimo", "minimo", "minimo", "tief",
            "plusbas", "低", "最低", "最低价", "最低價", "安値", "저가", "3low", "pxlow", "düşük",
        ],
        .close: [
            "close", "closeprice", "closingprice", "close/last", "zamkniecie", "zamknięcie", "收盘", "收盘价", "收盤",
            "收盤價", "終値", "종가", "4close", "pxlast", "fechamento", "cierre", "chiusura", "schlusskurs", "clôture",
        ],
        .adjustedClose: [
            "adjclose", "adjustedclose", "adjcloseprice", "closeadjusted", "closeadj", "調整後終値", "修正後終値",
            "5adjustedclose",
        ],
        .volume: [
            "volume", "vol", "wolumen", "totaltradedquantity", "noofshares", "sharestraded", "成交量", "成交股數",
            "交易量", "出来高", "売買高", "거래량", "объём", "volumen", "stuecke", "stücke", "pxvolume", "5volume", "6volume",
            "hacim",
        ],
        .ticker: ["ticker", "symbol", "secid", "tscode", "code", "股票代码", "證券代號", "銘柄コード", "종목코드", "tckrsymb"],
        .dividend: ["dividend", "dividends", "dividendamount", "exdividend", "7dividendamount"],
        .split: ["split", "splits", "stocksplits", "splitcoefficient", "splitratio", "8splitcoefficient"],
    ])

    private static let possible = table([
        .date: [
            "timestamp", "time", "unix", "unixtimestamp", "unixtime", "datetime", "day", "begin", "end", "période",
            "localtime", "時間", "时间",
        ],
        .close: [
            "price", "last", "lastprice", "value", "último", "ultimo", "zuletzt", "dernier", "終値(円)", "settle",
            "settlement", "rate", "цена", "şimdi", "종가지수", "ltp", "legalcloseprice",
        ],
        .ticker: ["name", "stock", "tic", "asset", "instrument", "ric", "isin", "security", "代码", "股票代號"],
        .volume: ["volumefrom", "quantity", "shares", "qty", "turnovervolume"],
    ])

    private static func table(_ names: [PriceColumn: [String]]) -> [String: PriceColumn] {
        var table: [String: PriceColumn] = [:]
        for (column, words) in names {
            for word in words { table[word] = column }
        }
        return table
    }
}

/// A column's name for comparison.
///
/// It is in lower case, without blanks, full stops, hyphens, underscores, asterisks and angle brackets, and without
/// the byte-order mark that joined files leave inside.
func columnName(_ field: UnsafeBufferPointer<UInt8>) -> String {
    var name = field.filter { byte in
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, 0x2E, 0x2D, 0x5F, 0x3C, 0x3E, 0x22, 0x2A: false
        default: true
        }
    }
    if name.starts(with: [0xEF, 0xBB, 0xBF]) { name.removeFirst(3) }
    return String(decoding: name, as: UTF8.self).lowercased()
}
