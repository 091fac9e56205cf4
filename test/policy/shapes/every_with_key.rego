package shapes.every_with_key

allow if {
	every name, price in data.prices {
		permitted(name, price)
	}
}

permitted("low", price) if input.resource.properties.price >= price

permitted("high", price) if input.resource.properties.price < price
