using System.Globalization;
using System.Text.Json;

namespace FedFilter.Declarations.Commitments;

/// <summary>Reads members by name and type. The first that does not fit is kept as <see cref="Fault"/>; null counts as absent.</summary>
internal sealed class CommitmentFields(JsonElement json, string path = "")
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>What is wrong, in the words of the format; null if nothing is.</summary>
    public string? Fault { get; private set; }

    public bool Has(string name) => Find(name) is not null;

    public bool HasOthers(params string[] names) => json.EnumerateObject().Any(member => !names.Contains(member.Name, StringComparer.Ordinal));

    public string Text(string name) => Of(name, "a text that is not empty", static value => Text(value) is { Length: > 0 } text ? text : null) ?? "";

    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    public string Sha256(string name) => Of(name, "64 lower-case hex digits", static value =>
        Text(value) is { Length: 64 } text && text.All(char.IsAsciiHexDigitLower) ? text : null) ?? "";

    public DateTimeOffset Time(string name) => Of(name, "a time in UTC such as 2026-11-24T00:00:00Z", static value =>
        DateTimeOffset.TryParseExact(Text(value), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : (DateTimeOffset?)null) ?? default;

    public DateOnly Day(string name) => Of(name, "a day such as 2026-11-24", static value =>
        DateOnly.TryParseExact(Text(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null) ?? default;

    public int Integer(string name, int least, int most) => Of(name, $"an integer from {least} to {most}", value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number : (int?)null) ?? 0;

    public IReadOnlyList<string> Texts(string name) => Of(name, "a list of texts", static value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(static item => item.GetString()!).ToArray()
            : null) ?? [];

    public IReadOnlyList<T> Objects<T>(string name, Func<CommitmentFields, T> read)
    {
        var list = Of(name, "a list of objects", static value =>
            value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.Object)
                ? value.EnumerateArray().ToArray()
                : null) ?? [];
        var objects = new List<T>(list.Length);
        for (var i = 0; i < list.Length; i++)
        {
            var fields = new CommitmentFields(list[i], $"{path}{name}[{i}].");
            objects.Add(read(fields));
            Fault ??= fields.Fault;
        }

        return objects;
    }

    private JsonElement? Find(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T? Of<T>(string name, string wanted, Func<JsonElement, T?> read)
    {
        if (Find(name) is { } value && read(value) is { } found)
            return found;
        Fault ??= $"`{path}{name}` must be {wanted}";
        return default;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
