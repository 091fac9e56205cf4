package shapes.negation_of_else

grade := "high" if input.resource.properties.price > 10

else := "low" if input.resource.properties.price < 3

allow if not grade == "low"
