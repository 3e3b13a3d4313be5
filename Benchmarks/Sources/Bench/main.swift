import Learning

// A line of JSON a work. `Bench` alone runs all; `Bench W1 W5` runs these; `Bench cases FOLDER` and
// `Bench prices FOLDER` and `Bench files FOLDER` write what the peers read; `Bench memory` trains on 80 million windows;
// `Bench ingest FOLDER` takes files from there; `Bench numbers` compares the reading of ten million numbers with strtod.

let arguments = Array(CommandLine.arguments.dropFirst())
if let asked = KernelPath.refusedRequest { fail("this processor has no \(asked)") }
let path = "\(KernelPath.chosen)"

switch arguments.first {
case "cases" where arguments.count == 2: writeCases(to: arguments[1])
case "prices" where arguments.count == 2:
    makeFolder(arguments[1])
    _ = MadeUpPrices.write(to: arguments[1])
case "files" where arguments.count == 2:
    makeFolder(arguments[1])
    _ = IngestFiles.write(to: arguments[1])
case "ingest" where arguments.count == 2: await measureIngest(folder: arguments[1])
case "numbers": compareNumbers()
case "memory": try trainOnManySeries()
default:
    // W5 first, for it reports the most memory that the process ever had.
    let all = ["W5", "ingest", "peak", "tanh", "W1", "W2", "W3", "W6"]
    for work in all where arguments.isEmpty || arguments.contains(work) {
        switch work {
        case "W5": runBacktests(path: path)
        case "ingest": await measureIngest(folder: nil)
        case "peak": reportPeak(path: path)
        case "tanh": evaluateTanh(path: path)
        case "W1": trainRecurrentNetworks(path: path)
        case "W2": runWindowNetworks(path: path)
        case "W6": trainCharacterModels(path: path)
        default: streamSteps(path: path)
        }
    }
    for argument in arguments where !all.contains(argument) { fail("there is no work \(argument)") }
}
