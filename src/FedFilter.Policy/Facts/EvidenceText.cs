using System.Globalization;

namespace FedFilter.Policy.Facts;

/// <summary>Evidence in words.</summary>
internal static class EvidenceText
{
    public static string Of(Evidence piece, EvidenceLevel level) =>
        $"{Name(level)} by {Yaml.Quote.Of(piece.By)}" + (piece.Begins is { } begins ? $", {(piece.Level == EvidenceLevel.Attested ? "reviewed" : "issued")} {Day(begins)}" : "");

    public static string Name(EvidenceLevel level) => level switch
    {
        EvidenceLevel.Signal => "signal",
        EvidenceLevel.Published => "published",
        EvidenceLevel.Attested => "attested",
        _ => "signed",
    };

    /// <summary>The last day before an end.</summary>
    public static string LastDay(DateTimeOffset end) => Day(end.AddTicks(-1));

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
