/// A linear inequality `coefficients·x ≥ bound`, of few variables.
struct LinearConstraint {
    /// The row.
    var coefficients: [Double]
    /// What it must not fall below.
    var bound: Double

    /// How far inside a point lies; negative outside.
    func slack(at point: [Double]) -> Double {
        var sum = -bound
        for (coefficient, value) in zip(coefficients, point) { sum += coefficient * value }
        return sum
    }
}

/// The step that maximises `gradient·d − ½ d'·curvature·d` and stays inside linear constraints.
///
/// The primal active-set method (Nocedal & Wright, *Numerical Optimization*, 2nd ed., algorithm 16.3): a step is cut at
/// the first constraint it meets, which is then kept until its multiplier says that leaving it pays. `curvature` is
/// positive definite, row-major; the current point is feasible.
func constrainedStep(
    gradient: [Double], curvature: [Double], constraints: [LinearConstraint], slacks: [Double]
) -> [Double] {
    let count = gradient.count
    var step = [Double](repeating: 0, count: count)
    var active: [Int] = []
    for _ in 0..<40 {
        let size = count + active.count
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size)
        for row in 0..<count {
            right[row] = gradient[row]
            for column in 0..<count {
                matrix[row * size + column] = curvature[row * count + column]
                right[row] -= curvature[row * count + column] * step[column]
            }
            for (place, constraint) in active.enumerated() {
                matrix[row * size + count + place] = -constraints[constraint].coefficients[row]
                matrix[(count + place) * size + row] = constraints[constraint].coefficients[row]
            }
        }
        guard let solution = solveLinearSystem(matrix, right) else { return step }
        var share = 1.0
        var blocking: Int?
        for (index, constraint) in constraints.enumerated() where !active.contains(index) {
            var (along, inside) = (0.0, slacks[index])
            for variable in 0..<count {
                along += constraint.coefficients[variable] * solution[variable]
                inside += constraint.coefficients[variable] * step[variable]
            }
            guard along < -1e-14, max(inside, 0) < -along * share else { continue }
            share = max(inside, 0) / -along
            blocking = index
        }
        for variable in 0..<count { step[variable] += share * solution[variable] }
        if let blocking {
            active.append(blocking)
            continue
        }
        guard let worst = active.indices.min(by: { solution[count + $0] < solution[count + $1] }),
            solution[count + worst] < 0
        else { return step }
        active.remove(at: worst)
    }
    return step
}

/// The solution of a small linear system by elimination with partial pivoting; nil where it is singular.
func solveLinearSystem(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let size = right.count
    var (matrix, right) = (matrix, right)
    for pivot in 0..<size {
        var best = pivot
        for row in pivot..<size
        where abs(matrix[row * size + pivot]) > abs(matrix[best * size + pivot]) { best = row }
        guard abs(matrix[best * size + pivot]) > 1e-300, matrix[best * size + pivot].isFinite else { return nil }
        if best != pivot {
            for column in 0..<size { matrix.swapAt(best * size + column, pivot * size + column) }
            right.swapAt(best, pivot)
        }
        for row in (pivot + 1)..<max(size, pivot + 1) {
            let factor = matrix[row * size + pivot] / matrix[pivot * size + pivot]
            if factor == 0 { continue }
            for column in pivot..<size { matrix[row * size + column] -= factor * matrix[pivot * size + column] }
            right[row] -= factor * right[pivot]
        }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
        for column in (row + 1)..<max(size, row + 1) { right[row] -= matrix[row * size + column] * right[column] }
        right[row] /= matrix[row * size + row]
    }
    return right
}
