using System.Globalization;

namespace FedFilter.Policy.Facts;

/// <summary>
/// What matchers answered that look at something which is not kept, such as a post's words. Noted while a decision is made, so that it can
/// be made again without what they looked at. Used by one decision at a time.
/// </summary>
public sealed class Answers
{
    private readonly List<(ulong Question, bool Answer)> _given = [];
    private readonly bool _areRecorded;

    /// <summary>None yet; they are noted as they are given.</summary>
    public Answers()
    {
    }

    private Answers(IEnumerable<(ulong, bool)> recorded) => (_given, _areRecorded) = ([.. recorded], true);

    /// <summary>In words, what was asked first to which no answer is recorded: then the decision says nothing. Null if there is no such question.</summary>
    public string? Missing { get; private set; }

    /// <summary>Those of an earlier decision, as <see cref="ToString"/> spells them; null where there are none.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static Answers Recorded(string? text) => new((text ?? "")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(given => given.Split('=')).Select(
        given => given.Length == 2 ? (ulong.Parse(given[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), given[1] == "1") : throw new FormatException("an answer is a number and 0 or 1")));

    /// <summary>One spelling for the same answers, whatever their order; empty if there are none. Nothing that was looked at is in it.</summary>
    public override string ToString() => string.Join(' ', _given.Order().Select(given => $"{given.Question:x16}={(given.Answer ? 1 : 0)}"));

    internal bool? Find(ulong question)
    {
        foreach (var given in _given)
            if (given.Question == question)
                return given.Answer;
        return null;
    }

    /// <summary>Whether the answer has to come from the record, or can be asked for.</summary>
    internal bool CanAsk => !_areRecorded;

    internal void Note(ulong question, bool answer) => _given.Add((question, answer));

    internal void Miss(string question) => Missing ??= question;
}
