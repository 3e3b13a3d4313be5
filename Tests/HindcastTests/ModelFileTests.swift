import Foundation
import TestSupport
import Testing

@Suite("Model files")
struct ModelFileTests {
    @Test("export: a night's networks leave the store with where they come from, and apply runs them")
    func stored() async throws {
        let market = try SmallMarket()
        try market.writeNightly()
        #expect(try await hindcast("run", "night.yaml", in: market.folder).exitCode == 0)

        for (model, architecture) in [("rnn", "rnn"), ("tdnn(width=5,epochs=1)", "network")] {
            let export = try await hindcast(
                "export", "--db", "store.sqlite", "--model", model, "--safetensors", "m.safetensors", "--output",
                "m.onnx", in: market.folder)
            #expect(export.exitCode == 0 && export.log == "", "\(export.log)")
            let lines = export.output.split(separator: "\n")
            #expect(lines.count == 2 && lines[0].hasPrefix("m.onnx: ") && lines[1].hasPrefix("m.safetensors: "))

            let bytes = try Data(contentsOf: market.folder.url.appending(path: "m.safetensors"))
            let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            let header = try #require(
                try JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: Any])
            let words = try #require(header["__metadata__"] as? [String: String])
            #expect(words["architecture"] == architecture && words["seed"] == "1" && words["version"] == "0.1.0")
            #expect(
                words["model"]?.hasPrefix(model.prefix { $0 != "(" } + "(") == true
                    && words["run"]?.hasPrefix("night-") == true)
            for name in ["scaler", "data_fingerprint", "cutoff", "inputs", "outputs", "run_seed"] {
                #expect(words[name]?.isEmpty == false, "\(name)")
            }
            let inputs = try #require(words["input_size"].flatMap { Int($0) })
            let row = Array(repeating: "0.5", count: inputs).joined(separator: ",") + "\n"
            try market.folder.write(String(repeating: row, count: 3), to: "x.csv")
            let apply = try await hindcast(
                "apply", "--model", "m.safetensors", "--input", "x.csv", in: market.folder)
            #expect(apply.exitCode == 0 && apply.log == "")
            let outputs = apply.output.split(separator: "\n").map {
                $0.split(separator: ",").compactMap { Double($0) }
            }
            #expect(outputs.count == 3 && outputs.allSatisfy { $0.count == 3 })
        }

        // What a file of ours says of itself is kept when it is written again.
        let again = try await hindcast(
            "export", "--model", "m.safetensors", "--output", "n.safetensors", in: market.folder)
        #expect(again.exitCode == 0)
        let files = try ["m", "n"].map {
            try Data(contentsOf: market.folder.url.appending(path: "\($0).safetensors"))
        }
        #expect(files[0] == files[1])

        for (arguments, code, sentence) in [
            (
                ["--db", "store.sqlite", "--model", "gru"], 66,
                "no fitted model gru in store.sqlite; there are ewma seed 1;"
            ),
            (["--db", "store.sqlite", "--model", "ewma"], 64, "is no network, and only networks can be exported"),
            (["--model", "m.safetensors", "--window", "3"], 64, "--window is for ONNX files"),
            (["--model", "m.safetensors", "--run", "x"], 64, "--run needs --db"),
            (["--model", "none.safetensors"], 66, "none.safetensors: there is no such file"),
            (["--model", "x.csv"], 65, "x.csv: "),
        ] as [([String], Int32, String)] {
            let result = try await RunningCommand(
                ["export"] + arguments + ["--output", "o.safetensors"], in: market.folder
            ).result()
            #expect(result.exitCode == code && result.output == "")
            #expect(result.log.contains(sentence), "\(result.log)")
        }
        #expect(!market.folder.contains("o.safetensors"))
        let nothing = try await hindcast("export", "--model", "m.safetensors", in: market.folder)
        #expect(nothing.exitCode == 64 && nothing.log.contains("--output"))
        let other = try await hindcast("export", "--model", "m.safetensors", "--output", "m.pt", in: market.folder)
        #expect(other.exitCode == 64 && other.log.contains("there are .onnx and .safetensors"))
    }
}
