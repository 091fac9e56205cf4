package shapes.order_beyond_the_plane

allow if input.resource.properties.name > "￮"
