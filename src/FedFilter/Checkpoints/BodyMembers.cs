using System.Text;
using System.Text.Json;
using FedFilter.Policy.Activities;

namespace FedFilter.Checkpoints;

/// <summary>What a member of an activity is to its reader.</summary>
internal enum MemberRole : byte
{
    /// <summary>Nothing: it is passed over.</summary>
    None,

    /// <summary>A text that rules look at, all of it, so it only has to stand once.</summary>
    Watched,

    /// <summary>Rules look for names in it: these have one spelling, and JSON-LD's own wrappers (<c>@value</c>, <c>@set</c>) are refused.</summary>
    Inside,
    Context,
    Signature,
    Id,
    Type,
    Actor,
    Author,
    Object,

    /// <summary>An activity or post may stand in it.</summary>
    Carries,

    /// <summary>What an activity is about is put there, or comes from there.</summary>
    Place,
    Link,
}

/// <summary>The members that are watched: those of <see cref="Vocabulary"/>, and two that are looked at here alone.</summary>
internal static class BodyMembers
{
    private static readonly (byte[] Text, MemberRole Role, ulong Bit)[] All =
        [.. Vocabulary.Members.Keys.Append("@context").Append("signature").Select((name, i) => (Encoding.UTF8.GetBytes(name), RoleOf(name), 1UL << i))];

    private static readonly (byte[] Text, MemberRole Role, ulong Bit)[][] ByLength =
        [.. Enumerable.Range(0, All.Max(member => member.Text.Length) + 1).Select(length => All.Where(member => member.Text.Length == length).ToArray())];

    /// <summary>The role of the name at which the reader stands, and a bit of its own.</summary>
    public static (MemberRole Role, ulong Bit) Find(ref Utf8JsonReader json)
    {
        // Most names are plain and none of these: their length tells. One with escapes may be any of them.
        var length = json.ValueSpan.Length;
        foreach (var (text, role, bit) in json.ValueIsEscaped ? All : length < ByLength.Length ? ByLength[length] : [])
            if (json.ValueTextEquals(text))
                return (role, bit);
        return (MemberRole.None, 0);
    }

    private static MemberRole RoleOf(string name) => name switch
    {
        "@context" => MemberRole.Context,
        "signature" => MemberRole.Signature,
        "id" => MemberRole.Id,
        "type" => MemberRole.Type,
        "actor" => MemberRole.Actor,
        "attributedTo" => MemberRole.Author,
        "object" or "items" or "orderedItems" or "first" => MemberRole.Object,
        "target" or "origin" => MemberRole.Place,
        "instrument" or "result" or "inReplyTo" or "quote" or "quoteUrl" or "quoteUri" or "_misskey_quote" => MemberRole.Carries,
        "tag" or "source" or "oneOf" or "anyOf" or "attachment" or "image" or "to" or "cc" or "published" or "sensitive" => MemberRole.Inside,
        "href" => MemberRole.Link,
        _ => MemberRole.Watched,
    };
}
