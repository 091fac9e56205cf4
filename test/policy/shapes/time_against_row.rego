package shapes.time_against_row

allow if input.resource.properties.price < time.now_ns() / 1000000000
