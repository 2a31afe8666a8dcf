package inventory

// An arena holds the trees of a number of rows, to be used again for others.
type arena struct {
	objects []object
	keys    []string
	values  []any
	slots   []uint8
}

func (a *arena) reset() {
	a.objects, a.keys, a.values, a.slots = a.objects[:0], a.keys[:0], a.values[:0], a.slots[:0]
}

// drop gives back the room of an object that nobody will look at, if nothing came
// after it.
func (a *arena) drop(o *object) {
	if last := len(a.objects) - 1; last >= 0 && o == &a.objects[last] {
		a.objects = a.objects[:last]
	}
}

// move copies values into the arena.
func move[T any](slab *[]T, values []T) []T {
	if len(values) == 0 {
		return nil
	}
	if cap(*slab)-len(*slab) < len(values) {
		*slab = make([]T, 0, max(256, len(values), min(2*cap(*slab), 1<<15)))
	}
	n := len(*slab)
	*slab = append(*slab, values...)
	return (*slab)[n:len(*slab):len(*slab)]
}

// room returns room for n values in the arena, all zero.
func room(slab *[]uint8, n int) []uint8 {
	if cap(*slab)-len(*slab) < n {
		*slab = make([]uint8, 0, max(1024, n, min(2*cap(*slab), 1<<17)))
	}
	from := len(*slab)
	*slab = (*slab)[:from+n]
	clear((*slab)[from:])
	return (*slab)[from : from+n : from+n]
}
