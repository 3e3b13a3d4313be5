@main enum Hindcast { static func main() {} }
