# refused: whether a field of the row is an array decides
package shapes.refused_every_of_row

allow if {
	every tag in input.resource.properties.tags {
		tag in data.public
	}
}
