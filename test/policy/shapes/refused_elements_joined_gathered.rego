# refused: what is kept of a scan depends on the element of an array of the row
package shapes.refused_elements_joined_gathered

allow if {
	found := {data.teams[tag].org | some tag in input.resource.properties.tags}
	"north" in found
}
