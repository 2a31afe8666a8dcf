package inventory

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// A Mask shows keyed pseudonyms in the place of names. The same key gives the
// same pseudonym for a name in every report, ignoring case; nothing but the key
// leads back. It never changes what rules see.
type Mask struct {
	key     []byte
	classes map[string]bool
	known   map[string]string // pseudonyms given out, by class and name in lower case
	texts   *replacer         // of the inventory it was applied to
}

// The classes of names that can be masked. Subscriptions include tenants, names
// everything that has a name of its own: resources, policies, addresses.
const (
	maskSubscription = "subscription"
	maskGroup        = "group"
	maskName         = "name"
	maskTag          = "tag"
)

// MaskClasses are the classes in the order of the manual.
var MaskClasses = []string{maskSubscription, maskGroup, maskName, maskTag}

// prefixes tell the reader what a pseudonym stands for.
var prefixes = map[string]string{maskSubscription: "sub-", maskGroup: "rg-", maskName: "n-", maskTag: "tag-"}

// leastKey is the shortest key in bytes.
const leastKey = 16

// NewMask returns a mask of these classes.
func NewMask(classes []string, key []byte) (*Mask, error) {
	m := &Mask{key: key, classes: map[string]bool{}, known: map[string]string{}}
	for _, c := range classes {
		if !slices.Contains(MaskClasses, c) {
			return nil, fmt.Errorf("%q is none of %s", c, strings.Join(MaskClasses, ", "))
		}
		m.classes[c] = true
	}
	if len(key) < leastKey {
		return nil, fmt.Errorf("the key has %d bytes, it needs %d or more", len(key), leastKey)
	}
	return m, nil
}

// Classes returns what is masked, in the order of [MaskClasses].
func (m *Mask) Classes() []string {
	return slices.DeleteFunc(slices.Clone(MaskClasses), func(c string) bool { return !m.classes[c] })
}

// KeyID names the key without giving it away: reports of the same key can be
// compared.
func (m *Mask) KeyID() string { return hex.EncodeToString(m.hash("key id", ""))[:12] }

func (m *Mask) hash(class, name string) []byte {
	h := hmac.New(sha256.New, m.key)
	h.Write([]byte(class + "\x00" + name))
	return h.Sum(nil)
}

// name returns the pseudonym of a name, or the name where its class is shown.
func (m *Mask) name(class, name string) string {
	if name == "" || !m.classes[class] {
		return name
	}
	low := strings.ToLower(name)
	if p, ok := m.known[class+low]; ok {
		return p
	}
	p := prefixes[class] + strings.ToLower(base32.StdEncoding.EncodeToString(m.hash(class, low))[:12])
	m.known[class+low] = p
	return p
}

// Tag returns the pseudonym of the name of a tag, or the name where tags are shown.
func (m *Mask) Tag(name string) string { return m.name(maskTag, name) }

// public are the levels of an id below which names are not the user's own.
var public = p("locations", "publishers", "artifacttypes", "offers", "skus", "versions")

// id masks the names in a resource id and leaves the types.
func (m *Mask) id(id string) string {
	part := strings.Split(id, "/")
	own := true
	for i := 1; i+1 < len(part); i += 2 {
		switch level := strings.ToLower(part[i]); {
		case level == "subscriptions":
			part[i+1] = m.name(maskSubscription, part[i+1])
		case level == "resourcegroups":
			part[i+1] = m.name(maskGroup, part[i+1])
		case level == "providers":
			own = true
		default:
			if own = own && !slices.Contains(public, level); own {
				part[i+1] = m.name(maskName, part[i+1])
			}
		}
	}
	return strings.Join(part, "/")
}

// address masks the names in an address of a storage account or key vault.
func (m *Mask) address(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return m.name(maskName, text)
	}
	rest, _, _ = strings.Cut(rest, "?")
	part := strings.Split(rest, "/")
	host, domain, _ := strings.Cut(part[0], ".")
	part[0] = m.name(maskName, host)
	if domain != "" {
		part[0] += "." + domain
	}
	for i, name := range part[1:] {
		part[i+1] = m.name(maskName, name)
	}
	return scheme + "://" + strings.Join(part, "/")
}

// text masks what a field of a class states: an id, an address, or a name.
func (m *Mask) text(class, text string) string {
	switch {
	case strings.HasPrefix(strings.ToLower(text), "/subscriptions/"):
		return m.id(text)
	case strings.Contains(text, "://"):
		return m.address(text)
	}
	return m.name(class, text)
}

// maskedFields are the fields that state names. Those of all other fields are
// words of Azure's, numbers or yes and no.
var maskedFields = fieldClasses(map[string][]string{
	maskSubscription: p("vm.subscriptionId", "disk.subscriptionId", "vm.tenantId", "disk.tenantId", "vault.subscriptionId", "vault.tenantId",
		"snapshotGroup.subscriptionId", "restore.targetSubscriptionId", "restore.targetTenantId"),
	maskGroup: p("vm.resourceGroup", "disk.resourceGroup", "snapshotGroup.name", "restore.targetResourceGroup"),
	maskName: p("vm.id", "vm.name", "disk.id", "disk.name", "disk.managedBy", "disk.owners", "disk.desId", "disk.diskAccessId", "disk.vhdUri",
		"vm.availabilitySetId", "vm.hostGroupId", "vm.hostId", "vm.imageId", "vm.communityGalleryImageId", "vm.sharedGalleryImageId", "vm.scaleSetId",
		"vm.userAssignedIdentities", "vm.publicIps", "des.keyUrl", "policy.name", "vault.name", "restore.diskName"),
	maskTag: p("vm.tagKeys", "disk.tagKeys"),
})

func fieldClasses(names map[string][]string) map[*Field]string {
	classes := map[*Field]string{}
	for class, list := range names {
		for _, name := range list {
			if f, ok := FieldNamed(name); ok {
				classes[f] = class
			}
		}
	}
	return classes
}

// value returns the value with what is to be shown in its place.
func (m *Mask) value(class string, v Value) Value {
	if v.d == nil || v.d.text == "" && len(v.d.list) == 0 {
		return v
	}
	shown := *v.d
	if v.d.list != nil {
		shown.list = make([]string, len(v.d.list))
		for i, text := range v.d.list {
			shown.list[i] = m.text(class, text)
		}
		shown.text = strings.Join(shown.list, ", ")
	} else {
		shown.text = m.text(class, v.d.text)
	}
	both := *v.d
	both.shown = &shown
	return Value{&both}
}

// Apply masks an inventory in place: its items, the disks of its VMs, and the
// texts about its files. Items are put in the order of what is shown.
func (m *Mask) Apply(inv *Inventory) {
	plain, named := map[string]string{}, map[string]string{} // what is shown instead, by name
	for _, it := range inv.Items {
		m.collect(it, plain, named)
	}
	for _, it := range inv.Items {
		it.unshare() // what holds a disk is called something else soon
		it.setDisks(it.Disks())
		for _, d := range it.Disks() {
			d.unshare()
		}
	}
	for _, it := range inv.Items {
		m.item(it)
		for _, d := range it.Disks() {
			m.item(d)
		}
	}
	sortItems(inv.Items)
	for _, it := range inv.Items {
		if it.more.holders != nil {
			sortItems(it.more.holders)
		}
	}
	texts, ours := newReplacer(plain), newReplacer(named)
	for i := range inv.Inputs {
		in := &inv.Inputs[i]
		in.Name = texts.replace(in.Name)
		in.Problems = ours.problems(in.Problems)
	}
	inv.Problems = ours.problems(inv.Problems)
	m.texts = texts
}

// Text masks the names of the inventory in a text of somebody else's, such as
// the reason of a waiver.
func (m *Mask) Text(text string) string {
	if m == nil || m.texts == nil {
		return text
	}
	return m.texts.replace(text)
}

// collect notes the names of an item for the texts that mention them. Our own texts
// name no tags: what is shown for a tag in the place of one of their words (disk, 1)
// would tell everybody what the tag is.
func (m *Mask) collect(it *Item, plain, named map[string]string) {
	note := func(class, name string) {
		if name == "" || !m.classes[class] {
			return
		}
		plain[strings.ToLower(name)] = m.name(class, name)
		if class != maskTag {
			named[strings.ToLower(name)] = m.name(class, name)
		}
	}
	note(maskSubscription, it.Subscription())
	note(maskGroup, it.ResourceGroup())
	note(maskName, it.Name())
	if strings.Contains(it.ID(), "://") && m.classes[maskName] {
		plain[strings.ToLower(it.ID())] = m.address(it.ID())
		named[strings.ToLower(it.ID())] = m.address(it.ID())
	}
	for _, t := range it.Tags() {
		note(maskTag, t.Name)
		note(maskTag, t.Value)
	}
	for _, d := range it.Disks() {
		note(maskName, d.Name())
		note(maskGroup, d.ResourceGroup())
	}
}

// item masks one item.
func (m *Mask) item(it *Item) {
	was := it.identity()
	tags := slices.Clone(it.Tags())
	for i, t := range tags {
		tags[i] = Tag{m.name(maskTag, t.Name), m.name(maskTag, t.Value)}
	}
	slices.SortFunc(tags, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	it.Identify(Identity{ID: m.text(maskName, was.ID), Name: m.name(maskName, was.Name), Subscription: m.name(maskSubscription, was.Subscription),
		ResourceGroup: m.name(maskGroup, was.ResourceGroup), Location: was.Location, Tags: tags})
	it.more.original = was
	for f, class := range maskedFields {
		if v := it.Value(f); !v.Missing() {
			it.setField(f, m.value(class, v))
		}
	}
}

// Identity is what an item is known by.
type Identity struct {
	ID            string
	Name          string
	Subscription  string
	ResourceGroup string
	Location      string
	Tags          []Tag
}

// Identity returns what the exports call the item, also where the report shows
// something else. It is for matching, never for showing.
func (it *Item) Identity() Identity {
	if it.more != nil && it.more.original != nil {
		return *it.more.original
	}
	return *it.identity()
}

func (it *Item) identity() *Identity {
	return &Identity{it.ID(), it.Name(), it.Subscription(), it.ResourceGroup(), it.Location(), it.Tags()}
}
