package inventory

import (
	"regexp"
	"strconv"
	"strings"
)

var vmPolicyFacts = []placed{
	{"policy.type", "policyType"},
	{"policy.consistencyType", "snapshotConsistencyType"},
	{"policy.scheduleFrequency", "schedulePolicy.scheduleRunFrequency"},
	{"policy.instantRestoreDays", "instantRpRetentionRangeInDays"},
}

// readVMPolicy reads a policy of a Recovery Services vault. Only an Enhanced
// policy has the second kind of schedule, also where it does not state its type.
func (r *related) readVMPolicy(w *row, id relatedID) bool {
	facts := w.facts(vmPolicyFacts)
	if strings.EqualFold(w.plain("schedulePolicy.schedulePolicyType"), "SimpleSchedulePolicyV2") {
		facts = addFacts(facts, fact{"policy.type", Text("V2")})
	}
	facts = addFacts(facts, fact{"policy.intervalHours", w.interval()}, fact{"policy.retentionDays", w.dailyRetention()})
	r.policies[id.key] = addFacts(r.policies[id.key], facts...)
	return true
}

// interval returns the hours between two backups, 24 for a daily schedule. What
// lies within a window of the day is not counted.
func (w *row) interval() Value {
	switch frequency := w.plain("schedulePolicy.scheduleRunFrequency"); {
	case strings.EqualFold(frequency, "Hourly"):
		return wholeNumber(w.plain("schedulePolicy.hourlySchedule.interval"))
	case strings.EqualFold(frequency, "Daily"):
		return Int(24)
	}
	return Value{}
}

// dailyRetention returns the days for which daily backups are kept. Months and
// years have no fixed number of days.
func (w *row) dailyRetention() Value {
	const at = "retentionPolicy.dailySchedule.retentionDuration."
	n := wholeNumber(w.plain(at + "count"))
	switch unit := w.plain(at + "durationType"); {
	case !n.Known():
	case strings.EqualFold(unit, "Days"):
		return n
	case strings.EqualFold(unit, "Weeks"):
		return Int(7 * n.Int())
	}
	return Value{}
}

// readDiskPolicy reads a policy of a Backup vault and counts it, once.
func (r *related) readDiskPolicy(w *row, id relatedID) bool {
	if _, seen := r.policies[id.key]; !seen {
		r.policyCount[vaultWithin(id, typeDiskVaults).key]++
	}
	rules := w.members("policyRules")
	facts := append(schedule(rules), fact{"policy.retentionDays", defaultRetention(rules)})
	r.policies[id.key] = addFacts(r.policies[id.key], facts...)
	return true
}

// schedule reads how often a day the rules of a policy make backups. Several
// times of the day are several intervals.
func schedule(rules []*object) []fact {
	var hours []int64
	for _, rule := range rules {
		v, _ := rule.get("trigger.schedule.repeatingTimeIntervals")
		for _, text := range list(v).List() {
			n := hoursOf(lastPart(text))
			if n == 0 || n > 24 {
				return nil
			}
			hours = append(hours, n)
		}
	}
	if len(hours) == 1 {
		return []fact{{"policy.intervalHours", Int(hours[0])}}
	}
	var perDay int64
	for _, n := range hours {
		perDay += 24 / n
	}
	if perDay == 0 {
		return nil
	}
	return []fact{{"policy.backupsPerDay", Int(perDay)}}
}

// defaultRetention returns the days for which a policy keeps what no other rule
// keeps longer.
func defaultRetention(rules []*object) Value {
	var kept []Value
	for _, rule := range rules {
		days := retention(rule)
		if strings.EqualFold(rule.within("isDefault"), "true") && days.Known() {
			return days
		}
		if _, ok := rule.get("lifecycles"); ok {
			kept = append(kept, days)
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return Value{}
}

// retention returns the days of one rule, of the operational tier where there
// are several.
func retention(rule *object) Value {
	v, _ := rule.get("lifecycles")
	cycles := objects(v)
	for _, c := range cycles {
		if len(cycles) == 1 || strings.EqualFold(c.within("sourceDataStore.dataStoreType"), "OperationalStore") {
			if hours := hoursOf(c.within("deleteAfter.duration")); hours > 0 && hours%24 == 0 {
				return Int(hours / 24)
			}
		}
	}
	return Value{}
}

// period is an ISO 8601 duration of one unit that has a fixed length.
var period = regexp.MustCompile(`^(?i)P(?:(\d{1,6})([WD])|T(\d{1,6})H)$`)

// hoursOf returns the hours of a period, 0 where they are not fixed.
func hoursOf(text string) int64 {
	m := period.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0
	}
	n, _ := strconv.ParseInt(m[1]+m[3], 10, 64)
	switch strings.ToUpper(m[2]) {
	case "W":
		return n * 7 * 24
	case "D":
		return n * 24
	}
	return n
}
