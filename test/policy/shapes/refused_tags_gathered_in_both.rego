# refused: elements of an array of the row are asked for more than whether they equal known values
package shapes.refused_tags_gathered_in_both

allow if {
	found := {one | some one in input.resource.properties.tags; one in {"a", "b"}; some label in input.resource.properties.labels; label == one}
	"a" in found
}
