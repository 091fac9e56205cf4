package shapes.between

allow if {
	input.resource.properties.price >= data.prices.low
	input.resource.properties.price < data.prices.high
}
