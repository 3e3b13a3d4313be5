import Forecasting
import Testing

@Suite("A family of models and its settings")
struct ModelFamilyTests {
    private let family = ModelFamily(
        name: "net", isNetwork: true,
        settings: [
            SettingSpecification(name: "width", kind: .integer(1...100), default: .integer(20), sweptKey: "widths"),
            SettingSpecification(name: "rate", kind: .number(0...1), default: .number(0.01)),
            SettingSpecification(name: "loss", kind: .choice(["normal", "student-t"]), default: .choice("normal")),
            SettingSpecification(name: "skip", kind: .boolean, default: .boolean(false)),
        ])

    @Test("defaults are filled in; a name states swept settings and what differs from its default")
    func names() throws {
        let plain = try family.model()
        #expect(plain.name == "net(width=20)")
        #expect(plain.integer("width") == 20)
        #expect(plain.number("rate") == 0.01)
        #expect(plain.choice("loss") == "normal")
        #expect(!plain.boolean("skip"))
        let other = try family.model(["skip": .boolean(true), "rate": .number(1), "width": .integer(5)])
        #expect(other.name == "net(width=5,rate=1,skip=true)")
        #expect(other.canonicalText == "net(loss=normal,rate=1,skip=true,width=5)")
        #expect(try ModelFamily(name: "drift").model().name == "drift")
        #expect(try ModelFamily(name: "drift").model().canonicalText == "drift()")
    }

    @Test("a sweep gives every combination, the last setting fastest")
    func sweeps() throws {
        let models = try family.models(sweeping: [
            "width": [.integer(5), .integer(10)], "loss": [.choice("student-t"), .choice("normal")],
        ])
        #expect(
            models.map(\.name) == [
                "net(width=5,loss=student-t)", "net(width=5)", "net(width=10,loss=student-t)", "net(width=10)",
            ])
    }

    @Test(
        "what the family does not take is refused with a sentence",
        arguments: [
            ("depth", SettingValue.integer(1), "net has no setting depth; it takes width, rate, loss, skip"),
            ("width", .integer(0), "net: width is 0, but must be a whole number from 1 to 100"),
            ("width", .number(5), "net: width is 5, but must be a whole number from 1 to 100"),
            ("rate", .number(.nan), "net: rate is nan, but must be a number from 0 to 1"),
            ("loss", .choice("mse"), "net: loss is mse, but must be normal or student-t"),
            ("skip", .integer(1), "net: skip is 1, but must be true or false"),
        ])
    func refusals(setting: String, value: SettingValue, sentence: String) {
        let error = #expect(throws: ModelSettingError.self) { try family.model([setting: value]) }
        #expect(error?.description == sentence)
        #expect(throws: ModelSettingError.self) { try family.models(sweeping: [setting: [value]]) }
    }
}
