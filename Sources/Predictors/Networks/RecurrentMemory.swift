public import Forecasting

extension FittedRecurrentNetwork: MemoryCoordinates {
    /// The recurrent layer's state.
    ///
    /// The running means that make the inputs are not among them: they fade by themselves, whatever the network does.
    public func coordinates(of state: State) -> [Double] { state.hidden.map(Double.init) }

    /// The same inputs with another state of the layer.
    public func state(_ coordinates: [Double], like state: State) -> State {
        var moved = state
        moved.hidden = coordinates.map(Float.init)
        return moved
    }
}
