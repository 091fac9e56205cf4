package shapes.largest_bigint

allow if input.resource.properties.price < 9223372036854775808
