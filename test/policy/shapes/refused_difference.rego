# refused: a set operation is given what depends on the row
package shapes.refused_difference

allow if time.now_ns() - input.resource.properties.price > 0
