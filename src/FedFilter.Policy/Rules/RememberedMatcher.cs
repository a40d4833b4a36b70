using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>A matcher of what is not kept: what it answers is, under a hash of its question, so that a changed question has no answer.</summary>
/// <param name="question">What it asks, for a person.</param>
/// <param name="reading">How it is to be read where there is doubt; part of the question.</param>
/// <param name="inner">Who answers.</param>
internal sealed class RememberedMatcher(string question, string reading, Matcher inner) : Matcher
{
    private readonly ulong _id = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{reading}\n{question}")));

    public override FactKinds Needs => inner.Needs | FactKinds.Answers;

    public override IEnumerable<PathGlob> Paths => inner.Paths;

    public override string Asks => inner.Asks;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => inner.Found(facts, standing, now);

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        // A fetch carries nothing, so there is nothing to remember.
        if (facts.Answers is not { } answers || (inner.Needs == FactKinds.Body && facts.Kind == RequestKind.Fetch))
            return inner.Holds(facts, standing, now);
        if (answers.Find(_id) is { } known)
            return known;
        if (answers.CanAsk)
        {
            var answer = inner.Holds(facts, standing, now);
            answers.Note(_id, answer);
            return answer;
        }

        answers.Miss(question);
        return false;
    }
}
